import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failureOf, type ReadRows, readAll, textInPieces } from '../source-fixture.ts'
import { readDocument } from './read-document.ts'

const read = (text: string, columns: readonly string[], recordPath = '', piece = 1 << 20): Promise<ReadRows> =>
  readAll(readDocument(textInPieces(text, piece), columns, recordPath))

test('values keep the text they are written with', async () => {
  const text =
    '[{"a":1.0,"b":12345678901234567.89,"c":1e400,"d":-0,"e":true,"f":null,"g":"","h":"x\\u4e2d\\n\\"","i":[1,{"k":1.50}],"j":{"z":"\\t"}}]'
  expect((await read(text, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'])).rows).toEqual([
    ['1.0', '12345678901234567.89', '1e400', '-0', 'true', null, '', 'x中\n"', '[1,{"k":1.50}]', '{"z":"\\t"}', null],
  ])
})

test('records are found at their path, through lists too', async () => {
  const text = '{"skip":{"items":[{"id":0}]},"data":[{"items":[{"id":1},{"id":2}]},{"items":[]},{"items":{"id":3}},{}],"end":[[[1]]]}'
  expect((await read(text, ['id'], 'data.items')).rows).toEqual([['1'], ['2'], ['3']])
  expect((await read('{"a.b":[{"id":7}]}', ['id'], 'a\\.b')).rows).toEqual([['7']])
  expect((await read('{"id":5}', ['id'])).rows).toEqual([['5']])
  expect((await read('[]', ['id'])).rows).toEqual([])
  expect((await failureOf(read(text, ['id'], 'data.item'))).code).toBe('record-path-not-found')
})

test('columns reach into records inside records', async () => {
  const text = '[{"a":{"b":{"c":"x"},"d":2},"a.b":9},{"a":{"b":7}},{"a":null}]'
  expect((await read(text, ['a.b.c', 'a.d', 'a\\.b', 'a.b', 'a'])).rows).toEqual([
    ['x', '2', '9', '{"c":"x"}', '{"b":{"c":"x"},"d":2}'],
    [null, null, null, '7', '{"b":7}'],
    [null, null, null, null, null],
  ])
})

test('prototype keys are data', async () => {
  expect(
    (await read('[{"__proto__":"a","constructor":"b","toString":"c"}]', ['__proto__', 'constructor', 'toString', 'valueOf'])).rows,
  ).toEqual([['a', 'b', 'c', null]])
})

test('a wanted key that stands twice sets the record aside; others do not matter', async () => {
  const { rows, rejects } = await read('[{"a":1,"b":1,"b":2},{"a":1,"a":2},{"x":{"a":1},"x":{"a":2}}]', ['a', 'x.a'])
  expect(rows).toEqual([['1', null]])
  expect(rejects.map(({ code, column, value }) => [code, column, value])).toEqual([
    ['duplicate-key', 'a', '{"a":1,"a":2}'],
    ['duplicate-key', 'x.a', '{"x":{"a":1},"x":{"a":2}}'],
  ])
})

test('entries that are no objects are set aside, or taken whole', async () => {
  const { rows, rejects } = await read('[1,{"a":2},"x",[3]]', ['a'])
  expect(rows).toEqual([['2']])
  expect(rejects.map((reject) => [reject.code, reject.value])).toEqual([['record-not-object', '1'], ['record-not-object', '"x"'], ['record-not-object', '[3]']]) // prettier-ignore
  expect((await read('[1, {"a":2}]', ['.'])).rows).toEqual([['1'], ['{"a":2}']])
})

const DEEP = 1_000_000

test.each([
  ['[{"a":1},{"a":', 'truncated-json', 1, 15],
  ['[{"a":1}', 'truncated-json', 1, 9],
  ['{"data":[\n{"a":"x', 'truncated-json', 2, 8],
  ['[{"a":tr', 'truncated-json', 1, 9],
  ['[\n{"a":1},\n{"a":01}]', 'broken-json', 3, 7],
  ['[{"a":1,}]', 'broken-json', 1, 9],
  ['[{"a":1} {"a":2}]', 'broken-json', 1, 10],
  ['[{a:1}]', 'broken-json', 1, 3],
  ['[{"a":"tab\there"}]', 'broken-json', 1, 11],
  ['[{"a":"\\x"}]', 'broken-json', 1, 7],
  ['[NaN]', 'broken-json', 1, 2],
  [`[{"a":${'['.repeat(DEEP)}`, 'json-too-deep', 1, 70],
  ['['.repeat(DEEP), 'json-too-deep', 1, 66],
])('%#: a document that is not whole is an error with its place', async (text, code, line, column) => {
  const failure = await failureOf(read(text, ['a']))
  expect([failure.code, failure.params['line'], failure.params['column']]).toEqual([code, line, column])
})

test('lines given as a document say so; an empty document is an error', async () => {
  expect((await failureOf(read('{"a":1}\n{"a":2}\n', ['a']))).code).toBe('json-several-documents')
  expect((await failureOf(read(' \n', ['a']))).code).toBe('empty-file')
})

test('what the reader gives is what was written, wherever the text is cut', async () => {
  const key = fc.string({ maxLength: 6 }).filter((text) => text !== '' && !text.includes('\\'))
  const records = fc.array(fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6, noNullPrototype: true }), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(records, fc.integer({ min: 1, max: 40 }), async (list, piece) => {
      const keys = ['never there', ...new Set(list.flatMap(Object.keys))]
      const { rows } = await read(JSON.stringify(list), keys.map((name) => name.replaceAll('.', '\\.')), '', piece) // prettier-ignore
      const expected = list.map((record) =>
        keys.map((name) => {
          const value = Object.hasOwn(record, name) ? record[name] : null
          return value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)
        }),
      )
      expect(rows).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

test('a large part that is passed over is not held in memory', async () => {
  const blocks = async function* () {
    yield await Promise.resolve('{"meta":{"log":[')
    for (let i = 0; i < 300; i++) yield `"${'x'.repeat(100_000)}",`
    yield '"end"]},"data":[{"id":1}]}'
  }
  expect((await readAll(readDocument({ name: 'big', blocks }, ['id'], 'data'))).rows).toEqual([['1']])
})
