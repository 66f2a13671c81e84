import { expect, test } from 'vitest'
import type { PackedBatch, Reading } from '@sluice/engine/connector'
import { openJson } from '../json/open.ts'
import { failureOf, readBatches, sourceFixture } from '../source-fixture.ts'
import { openXml } from '../xml/open.ts'

/** Enough for a file that is worth a thread. */
const RECORDS = 100_000
const FILLING = '记录'.repeat(20)

const jsonLine = (id: number): string => `{"id":9${id}00000000000000000${id % 10},"name":${id % 3 === 0 ? 'null' : `"${FILLING}\\n${id}"`}}`
const JSON_TEXT = `[${Array.from({ length: RECORDS }, (_, id) => jsonLine(id)).join(',\n')}]`
const XML_TEXT = `<r>\n${Array.from({ length: RECORDS }, (_, id) => `<p id="${id}">${id % 3 === 0 ? '' : `<n>${FILLING} &amp; ${id}</n>`}</p>`).join('\n')}\n</r>`

const THREADS = { threads: 2 }

const batchesOf = (reading: Reading): AsyncIterator<PackedBatch> => {
  if (reading.kind !== 'packed') throw new Error('not packed')
  return reading.batches[Symbol.asyncIterator]()
}

/** Threads of this process that run JavaScript, as Node.js reports them. */
function threadsNow(): number {
  const report: unknown = process.report.getReport()
  return typeof report === 'object' && report !== null && 'workers' in report && Array.isArray(report.workers) ? report.workers.length : -1
}

test('a large file gives the same rows in a thread of its own', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.json', JSON_TEXT)
  await fixture.write('a.xml', XML_TEXT)
  const xml = { path: 'a.xml', recordPath: 'r/p' }
  const json = { path: 'a.json' }
  const apart = await readBatches(await openJson(json, fixture.context(['id', 'name'], THREADS)))
  expect(apart.rows).toHaveLength(RECORDS)
  expect(apart.rows[99_998]).toEqual(['999998000000000000000008', `${FILLING}\n99998`])
  expect(apart).toEqual(await readBatches(await openJson(json, fixture.context(['id', 'name']))))
  const xmlApart = await readBatches(await openXml(xml, fixture.context(['@id', 'n'], THREADS)))
  // Batches end inside records, wherever a block of the file does.
  expect(xmlApart.rows).toEqual(Array.from({ length: RECORDS }, (_, id) => [String(id), id % 3 === 0 ? null : `${FILLING} & ${id}`]))
  expect(xmlApart).toEqual(await readBatches(await openXml(xml, fixture.context(['@id', 'n']))))
})

test('a failure in a thread has its code and its place', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('cut.json', JSON_TEXT.slice(0, -10))
  await fixture.write('cut.xml', XML_TEXT.slice(0, -4))
  const reading = await openJson({ path: 'cut.json' }, fixture.context(['id'], THREADS))
  expect(await failureOf(readBatches(reading))).toMatchObject({ code: 'truncated-json', params: { file: 'cut.json', line: RECORDS } })
  const xml = await openXml({ path: 'cut.xml', recordPath: 'r/p' }, fixture.context(['@id'], THREADS))
  expect(await failureOf(readBatches(xml))).toMatchObject({ code: 'truncated-xml', params: { file: 'cut.xml', line: RECORDS + 2 } })
})

test('a run that is stopped, or reads no further, ends the thread', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.json', JSON_TEXT)
  const before = threadsNow()
  const abort = new AbortController()
  const stopped = batchesOf(await openJson({ path: 'a.json' }, fixture.context(['id'], { ...THREADS, signal: abort.signal })))
  expect((await stopped.next()).done).toBe(false)
  const rest = (async () => { while ((await stopped.next()).done !== true); })() // prettier-ignore
  abort.abort(new Error('cancelled'))
  await expect(rest).rejects.toThrow('cancelled')
  const left = batchesOf(await openJson({ path: 'a.json' }, fixture.context(['id'], THREADS)))
  expect((await left.next()).done).toBe(false)
  expect(threadsNow()).toBe(before + 1)
  await left.return?.()
  expect(await left.next()).toEqual({ done: true, value: undefined })
  expect(threadsNow()).toBe(before)
})
