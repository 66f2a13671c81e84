import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { failureOf, sourceFixture } from '../source-fixture.ts'
import { runCsv } from './csv-run.fixture.ts'
import { openCsv } from './open.ts'

/** More than a file must have to be looked at while it is read. */
const ROWS = 400_000
const GOOD = 'id,name\n' + Array.from({ length: ROWS }, (_, n) => `${n},上海市浦东新区张江路 ${n} 号楼\n`).join('')

test('what makes a large file unreadable is told, however far behind its beginning, and nothing is written', async () => {
  const bad = Buffer.concat([Buffer.from(GOOD), Buffer.from([0x31, 0x2c, 0xff, 0x0a])])
  await expect(runCsv(bad, ['id', 'name'])).rejects.toThrow(`"code":"wrong-encoding"`)
  await expect(runCsv(bad, ['id', 'name'])).rejects.toThrow(`"line":${ROWS + 2}`)
  await expect(runCsv(`${GOOD}1,"open\n`, ['id', 'name'])).rejects.toThrow(`"code":"unclosed-quote"`)
  await expect(runCsv(`${GOOD}1,"${'x'.repeat(3 << 20)}"\n`, ['id'], { maxLineMb: 1 })).rejects.toThrow(`"code":"line-too-long"`)
}) // prettier-ignore

test('lines that are longer than DuckDB is told of are read all the same, each row once', async () => {
  const long = '长'.repeat(1 << 20)
  const { counts, file } = await runCsv(`${GOOD}${ROWS},"${long}"\n`, ['id', 'name'])
  expect(counts).toMatchObject({ in: { records: ROWS + 1 }, passed: ROWS + 1, rejected: 0 })
  expect(file === `${GOOD}${ROWS},${long}\n`).toBe(true)
})

test('a header that lacks a column is told before anything is read; a file that is no text at all is told as that', async () => {
  await using fixture = await sourceFixture()
  const open = async (content: string | Uint8Array) => {
    await fixture.write('a.csv', content)
    return failureOf(openCsv({ path: 'a.csv', encoding: 'utf-8' }, fixture.context(['city'], { threads: 2 })))
  }
  expect((await open(GOOD)).code).toBe('missing-source-column')
  expect((await open(Buffer.from(GOOD, 'utf16le'))).code).toBe('wrong-encoding')
})
