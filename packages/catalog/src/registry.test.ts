import { describe, expect, test } from 'vitest'
import {
  configSchema,
  defaultConfig,
  describeCatalog,
  findDefinition,
  nodeDefinitions,
  readConfig,
  summarize,
  type Fields,
} from './index.ts'

const EXPECTED = [
  'source.csv', 'source.json', 'source.xml', 'source.http', 'source.postgresql', 'source.table', 'source.webhook',
  'clean.trim', 'clean.case', 'clean.replace', 'clean.parse-number', 'clean.parse-date', 'clean.change-type', 'clean.fill-missing', 'clean.remove-duplicates', 'clean.filter', 'clean.validate',
  'map.select', 'map.add-column', 'map.value-map', 'map.aggregate', 'map.sort', 'map.limit',
  'combine.join', 'combine.union', 'combine.merge',
  'sink.csv', 'sink.json', 'sink.xml', 'sink.parquet', 'sink.postgresql', 'sink.table', 'sink.rejected', 'sink.response',
] // prettier-ignore

test('the palette holds these kinds of node, in this order', () => {
  expect(nodeDefinitions.map((definition) => definition.type)).toEqual(EXPECTED)
})

describe.each(nodeDefinitions.map((definition) => [definition.type, definition] as const))('%s', (type, definition) => {
  test('is found by its type and its group is the first part of it', () => {
    expect(findDefinition(type)).toBe(definition)
    expect(type.split('.')[0]).toBe(definition.group)
  })

  test('its defaults have the right shape and a summary', () => {
    const { config, problems } = readConfig(definition, {})
    expect(config).toEqual(defaultConfig(definition.fields))
    expect(problems.filter((p) => p.code !== 'setting-required' && p.code !== 'too-few-items')).toEqual([])
    expect(config && summarize(definition, config).key).toBeTypeOf('string')
  })

  test('unknown settings are refused', () => {
    const { config, problems } = readConfig(definition, { nothing_like_it: 1 })
    expect(config).toBeUndefined()
    expect(problems).toMatchObject([{ code: 'unknown-setting', path: ['nothing_like_it'] }])
  })

  test('conditions name fields and options that exist', () => {
    const check = (fields: Fields): void => {
      for (const field of Object.values(fields)) {
        if (field.kind === 'items') check(field.fields)
        if (field.when === undefined) continue
        const other = fields[field.when.field]
        const allowed = other?.kind === 'choice' ? other.options : [true, false]
        expect(field.when.is.every((value) => allowed.some((option) => option === value))).toBe(true)
      }
    }
    check(definition.fields)
  })

  test('its ports have different names and rows come first', () => {
    const names = definition.outputs.map((port) => port.name)
    expect(new Set(names).size).toBe(names.length)
    // A sink has no rows to pass on; it may only reject some.
    if (names.length > 0) expect(names[0]).toBe(definition.group === 'sink' ? 'rejected' : 'rows')
  })
})

test('the schema of settings is made once', () => {
  const [first] = nodeDefinitions
  expect(first && configSchema(first.fields)).toBe(first && configSchema(first.fields))
})

test('descriptions are plain JSON', () => {
  const described = describeCatalog()
  expect(JSON.parse(JSON.stringify(described))).toEqual(described)
  expect(described.map((d) => d['type'])).toEqual(EXPECTED)
})
