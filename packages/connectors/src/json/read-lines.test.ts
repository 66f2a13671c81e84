import { expect, test } from 'vitest'
import { readAll, textInPieces } from '../source-fixture.ts'
import { readLines } from './read-lines.ts'

const TEXT = ['{"a":1}', '', '  {"a":"x"}  ', '{"a":', '{"b":{"a":2}', '{"a":2}}', '{"a":3} {"a":4}', '{"a":"é"}\r', `{"a":${'['.repeat(70)}${']'.repeat(70)}}`, '{"a":1,"a":2}', 'null', '{"a":5}'].join('\n') // prettier-ignore

test('a broken line is rejected with its number, the others are read', async () => {
  for (const piece of [1, 3, 1000]) {
    const { rows, rejects } = await readAll(readLines(textInPieces(TEXT, piece), ['a']))
    expect(rows).toEqual([['1'], ['x'], ['é'], ['5']])
    expect(rejects.map(({ code, line }) => [line, code])).toEqual([
      [4, 'broken-json-line'],
      [5, 'broken-json-line'],
      [6, 'broken-json-line'],
      [7, 'broken-json-line'],
      [9, 'json-line-too-deep'],
      [10, 'duplicate-key'],
      [11, 'record-not-object'],
    ])
    expect(rejects[0]?.value).toBe('{"a":')
  }
})

test('no lines are no rows', async () => {
  expect((await readAll(readLines(textInPieces('', 1), ['a']))).rows).toEqual([])
})

test('more lines than one batch holds', async () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `{"id":${index}}`).join('\n')
  const { rows } = await readAll(readLines(textInPieces(text, 4096), ['id']))
  expect(rows).toHaveLength(20_000)
  expect(rows[19_999]).toEqual(['19999'])
})
