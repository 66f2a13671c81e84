import { describe, expect, test } from 'vitest'
import {
  boolean,
  choice,
  column,
  columns,
  dataType,
  expression,
  file,
  items,
  number,
  optionalNumber,
  schema,
  secret,
  strings,
  table,
  text,
} from './fields.ts'
import { readConfig } from './read-config.ts'

const fields = {
  path: file(),
  title: text({ maxLength: 5 }),
  greeting: text({ template: true }),
  size: number({ default: 3, min: 1, max: 9 }),
  most: optionalNumber(),
  on: boolean(false),
  mode: choice(['plain', 'signed'], 'plain'),
  token: secret({ required: true, when: { field: 'mode', is: ['signed'] } }),
  key: column({ required: false }),
  keys: columns(),
  list: strings(),
  rule: expression({ required: false }),
  type: dataType(),
  rows: items({ find: text({ required: true }), count: number({ default: 1 }) }, { min: 0 }),
  data: table(),
  columns: schema(),
}
const definition = { fields }
const codes = (raw: unknown, parameters?: ReadonlyMap<string, string | undefined>) =>
  readConfig(definition, raw, parameters).problems.map((problem) => `${(problem.path ?? []).join('.')} ${problem.code}`)

test('defaults are filled in, inside lists too', () => {
  const { config, problems } = readConfig(definition, { path: 'a.csv', rows: [{ find: 'x' }] })
  expect(problems).toEqual([])
  expect(config).toMatchObject({ path: 'a.csv', size: 3, most: null, mode: 'plain', rows: [{ find: 'x', count: 1 }] })
})

describe('what is wrong with the shape', () => {
  test.each([
    [{ path: 'a', sise: 1 }, ['sise unknown-setting']],
    [{ path: 'a', rows: [{ find: 'x', cuont: 1 }] }, ['rows.0.cuont unknown-setting']],
    [{ path: 7 }, ['path setting-wrong-type']],
    [{ path: 'a', size: 10 }, ['size setting-too-big']],
    [{ path: 'a', size: 0 }, ['size setting-too-small']],
    [{ path: 'a', size: 1.5 }, ['size setting-wrong-type']],
    [{ path: 'a', title: 'longer' }, ['title setting-too-long']],
    [{ path: 'a', mode: 'other' }, ['mode setting-not-an-option']],
    [{ path: 'a', type: 'number' }, ['type unknown-type']],
    [{ path: 'a', token: 'abc' }, ['token secret-literal']],
    [{ path: 'a', token: { secret: 'a', more: 1 } }, ['token secret-invalid']],
    [{ path: 'a', data: { columns: ['a', 'b'], rows: [['1']] } }, ['data table-ragged']],
    [{ path: 'a', columns: [{ source: 'a', name: 'a', type: 'txt' }] }, ['columns.0.type unknown-type']],
    [null, [' setting-wrong-type']],
    [[], [' setting-wrong-type']],
  ])('%j', (raw, expected) => {
    expect(codes(raw)).toEqual(expected)
    expect(readConfig(definition, raw).config).toBeUndefined()
  })
})

test('an unknown setting is told with the nearest name', () => {
  expect(readConfig(definition, { path: 'a', sise: 1 }).problems[0]?.params).toEqual({
    name: 'sise',
    suggestion: 'size',
    context: 'suggested',
  })
})

test('required settings count only when they are shown', () => {
  expect(codes({})).toEqual(['path setting-required'])
  expect(codes({ path: 'a', mode: 'signed' })).toEqual(['token setting-required'])
  expect(codes({ path: 'a', mode: 'signed', token: { secret: 'key' } })).toEqual([])
  expect(codes({ path: 'a', rows: [{}] })).toEqual(['rows.0.find setting-required'])
})

describe('paths are relative and POSIX', () => {
  test.each([
    ['a/b.csv', []], ['数据/客户.csv', []], ['..a/b..', []],
    ['/etc/passwd', ['path path-absolute']], ['C:\\x', ['path path-absolute']], ['file:///x', ['path path-absolute']],
    ['a\\b', ['path path-not-posix']], ['a\u0000b', ['path path-not-posix']],
    ['../x', ['path path-outside']], ['a/../../x', ['path path-outside']], ['..', ['path path-outside']],
    ['a//b', ['path path-empty-part']], ['./a', ['path path-empty-part']], ['a/', ['path path-empty-part']],
  ])('%j', (path, expected) => { expect(codes({ path })).toEqual(expected) }) // prettier-ignore
})

describe('parameters', () => {
  const values = new Map([['day', '2026-01-31'], ['up', '../x'], ['later', undefined]]) // prettier-ignore

  test('are filled into template fields alone', () => {
    const { config } = readConfig(definition, { path: 'out-${day}.csv', greeting: '$${day} ${ day } ${later}', title: '${d' }, values)
    expect(config).toMatchObject({ path: 'out-2026-01-31.csv', greeting: '${day} 2026-01-31 ${later}', title: '${d' })
  })

  test('that nobody knows are a problem with the nearest name', () => {
    const { problems } = readConfig(definition, { path: '${dya}' }, values)
    expect(problems).toMatchObject([{ code: 'unknown-parameter', params: { name: 'dya', suggestion: 'day' } }])
  })

  test('can not lead out of the folder', () => {
    expect(codes({ path: 'a/${up}' }, values)).toEqual(['path path-outside'])
  })
})
