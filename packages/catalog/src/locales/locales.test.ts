import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Fields } from '../kit/fields.ts'
import { catalogLocales, codeText, LOCALES, nodeDefinitions, problemText, type Locale, type Texts } from '../index.ts'
import { problemFragments } from './fragments.ts'
import { textsAt } from './texts.ts'

const folder = new URL('./', import.meta.url)

/** Every text by its path. */
function flat(texts: Texts, at = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${at}/${key}`, value]] : Object.entries(flat(value, `${at}/${key}`)),
    ),
  )
}

const facts = (text: string): readonly string[] => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? ''))].sort()

test('both languages have the same texts with the same facts', () => {
  const [en, zh] = [flat(catalogLocales.en), flat(catalogLocales['zh-CN'])]
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  const differing = Object.entries(en).filter(([key, text]) => facts(text).join() !== facts(zh[key] ?? '').join())
  expect(differing.map(([key]) => key)).toEqual([])
})

test('no text is empty', () => {
  for (const locale of LOCALES) expect(Object.entries(flat(catalogLocales[locale])).filter(([, text]) => text.trim() === '')).toEqual([])
})

function missingFieldTexts(locale: Locale, fields: Fields, at: readonly string[]): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]): readonly string[] => {
    const path = [...at, name]
    const options = field.kind === 'choice' ? field.options.map((option) => ['options', option]) : []
    const lacking = [['label'], ['help'], ...options].filter(
      (key) => typeof textsAt(catalogLocales[locale], [...path, ...key]) !== 'string',
    )
    const nested = field.kind === 'items' ? missingFieldTexts(locale, field.fields, [...path, 'fields']) : []
    return [...lacking.map((key) => [...path, ...key].join('/')), ...nested]
  })
}

describe.each([...LOCALES])('in %s', (locale) => {
  test.each(nodeDefinitions.map((definition) => definition.type))('%s has a name, help, keywords and texts for all its fields', (type) => {
    const definition = nodeDefinitions.find((candidate) => candidate.type === type)
    const at = ['nodes', ...type.split('.')]
    for (const key of ['label', 'help', 'keywords']) expect(textsAt(catalogLocales[locale], [...at, key])).toBeTypeOf('string')
    expect(missingFieldTexts(locale, definition?.fields ?? {}, [...at, 'fields'])).toEqual([])
  })

  test('every code that the catalogue reports has a text', () => {
    const codes = new Set<string>()
    const source = new URL('../', import.meta.url)
    for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
      const text = readFileSync(new URL(file, source), 'utf8')
      for (const match of text.matchAll(/(?:'(?:error|warning)', |code: |problem\(|refused\(|error\(|report\()'([a-z]+(?:-[a-z]+)+)'/g))
        codes.add(match[1] ?? '')
    }
    expect(codes.size).toBeGreaterThan(50)
    expect([...codes].filter((code) => codeText(code, {}, locale) === code)).toEqual([])
  })
})

test('every fragment is merged', () => {
  const files = readdirSync(new URL('problems/', folder)).filter((file) => file.endsWith('.en.json'))
  expect(Object.keys(problemFragments.en).sort()).toEqual(files.map((file) => file.replace('.en.json', '')).sort())
})

test('facts are filled in, with the suggestion when there is one', () => {
  const problem = { code: 'unknown-column', params: { name: 'nmae' } }
  expect(problemText(problem, 'en')).toBe('There is no column “nmae”.')
  const suggested = { code: 'unknown-column', params: { name: 'nmae', suggestion: 'name', context: 'suggested' } }
  expect(problemText(suggested, 'en')).toBe('There is no column “nmae”. Did you mean “name”?')
  expect(problemText(suggested, 'zh-CN')).toContain('name')
  expect(problemText({ code: 'no-such-code' }, 'en')).toBe('no-such-code')
  expect(problemText(problem, 'fr')).toBe(problemText(problem, 'en'))
})
