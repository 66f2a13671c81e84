import { decimal, formatType, INTEGER, parseType, TEXT, type DataType } from '@sluice/plan'
import { describe, expect, test } from 'vitest'
import { numberMarks } from './formats.ts'
import { migrateConfig } from './migrate.ts'
import { editDistance, nearestName } from './nearest-name.ts'
import { constantOf, typedValue } from './typed-value.ts'
import { unifyTypes } from './unify-types.ts'

const typeOf = (text: string): DataType => parseType(text) ?? TEXT

describe('the nearest name', () => {
  test.each([
    ['nmae', ['name', 'amount'], 'name'],
    ['NAME', ['name'], 'name'],
    ['full name', ['full_name', 'name'], 'full_name'],
    ['ａｇｅ', ['age'], 'age'],
    ['客户名', ['客户名称', '金额'], '客户名称'],
    ['zzz', ['name', 'amount'], undefined],
    ['a', ['b'], undefined],
    ['', ['name'], undefined],
  ])('%j among %j is %j', (name, names, expected) => {
    expect(nearestName(name, names)).toBe(expected)
  })

  test('a swap of neighbours is one edit, and long ways are given up', () => {
    expect(editDistance('abcd', 'acbd', 3)).toBe(1)
    expect(editDistance('kitten', 'sitting', 3)).toBe(3)
    expect(editDistance('abcdef', 'uvwxyz', 2)).toBe(3)
  })
})

describe('the marks of a number by example', () => {
  test.each([
    ['1.234,56', { decimal: ',', group: '.' }],
    ['1,234.56', { decimal: '.', group: ',' }],
    ['1 234,56', { decimal: ',', group: ' ' }],
    ["1'234.5", { decimal: '.', group: "'" }],
    ['1,5', { decimal: ',', group: '' }],
    ['1.234.567', { decimal: ',', group: '.' }],
    ['1,234', { decimal: '.', group: ',' }],
    ['1234', { decimal: '.', group: '' }],
    ['abc', undefined],
    ['', undefined],
  ])('%j', (example, expected) => { expect(numberMarks(example)).toEqual(expected) }) // prettier-ignore
})

describe('values typed into a form', () => {
  test.each([
    ['integer', '007', '007'], ['integer', '1.5', '1.5'], ['integer', '1e3', undefined], ['integer', 'x', undefined],
    ['decimal(10,2)', '+.5', '0.5'], ['decimal(10,2)', '-3', '-3'], ['date', '2026-02-30', undefined], ['date', '2026-02-28', '2026-02-28'],
    ['boolean', 'TRUE', true], ['boolean', 'yes', undefined], ['text', ' x ', ' x '], ['instant', '2026-01-01', undefined], ['list', '[]', '[]'],
  ])('compare with %s: %j is %j', (type, text, expected) => {
    const value = typedValue(text, typeOf(type))
    expect(value?.kind === 'literal' ? value.value : undefined).toBe(expected)
  }) // prettier-ignore

  test.each([
    ['integer', '9223372036854775807', true], ['integer', '9223372036854775808', false], ['integer(128)', '9223372036854775808', true],
    ['integer', '1.5', false], ['integer', '1.0', true], ['decimal(4,2)', '99.99', true], ['decimal(4,2)', '100', false],
    ['decimal(4,2)', '1.234', false], ['decimal(4,2)', '1.230', true], ['text', '', true], ['float', '1.5', true],
  ])('stored as %s: %j fits is %j', (type, text, fits) => {
    const value = constantOf(text, typeOf(type))
    expect(value !== undefined).toBe(fits)
    if (value !== undefined) expect(formatType(value.type)).toBe(type)
  }) // prettier-ignore
})

describe('types that meet', () => {
  test.each([
    [['integer', 'integer'], 'integer', false],
    [['integer', 'integer(128)'], 'integer(128)', false],
    [['integer', 'decimal(10,2)'], 'decimal(21,2)', false],
    [['decimal(38,0)', 'decimal(38,10)'], 'text', true],
    [['decimal(10,2)', 'float'], 'float', false],
    [['integer', 'float'], 'text', true],
    [['integer', 'text'], 'text', true],
    [['date', 'datetime'], 'text', true],
    [['text', 'text'], 'text', false],
    [['list', 'record'], 'text', true],
  ])('%j become %s', (types, expected, fellToText) => {
    const unified = unifyTypes(types.map(typeOf))
    expect(formatType(unified.type)).toBe(expected)
    expect(unified.fellToText).toBe(fellToText)
  })
  test('the order does not matter for two', () => {
    expect(unifyTypes([decimal(10, 2), INTEGER])).toEqual(unifyTypes([INTEGER, decimal(10, 2)]))
  })
})

describe('settings of older versions', () => {
  const definition = {
    type: 'x.y',
    version: 3,
    migrations: { 1: (c: object) => ({ ...c, two: true }), 2: (c: object) => ({ ...c, three: true }) },
  }
  const node = { id: 'n', type: 'x.y', label: '', position: { x: 0, y: 0 }, disabled: false, config: { one: true } }

  test('go through every version in turn', () => {
    expect(migrateConfig(definition, node)).toEqual({ config: { one: true, two: true, three: true } })
    expect(migrateConfig(definition, { ...node, version: 2 })).toEqual({ config: { one: true, three: true } })
    expect(migrateConfig(definition, { ...node, version: 3 })).toEqual({ config: { one: true } })
  })
  test('newer ones are a problem', () => {
    expect(migrateConfig(definition, { ...node, version: 4 }).problem).toMatchObject({ code: 'node-version-newer', nodeId: 'n' })
  })
})
