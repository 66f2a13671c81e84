import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogLocales, LOCALES, nodeDefinitions, readConfig, summarize } from '../index.ts'
import { configOf } from '../kit/config-arbitrary.fixture.ts'
import { textsAt } from './texts.ts'

test.each(nodeDefinitions.map((definition) => [definition.type, definition] as const))(
  '%s: every summary has a text in both languages',
  (type, definition) => {
    const keys = new Set<string>()
    fc.assert(
      fc.property(configOf(definition.fields), (raw) => {
        const { config } = readConfig(definition, raw)
        if (config !== undefined) keys.add(summarize(definition, config).key)
      }),
      { numRuns: 100 },
    )
    expect(keys.size).toBeGreaterThan(0)
    for (const locale of LOCALES)
      for (const key of keys)
        expect(textsAt(catalogLocales[locale], ['nodes', ...type.split('.'), 'summary', key]), key).toBeTypeOf('string')
  },
)
