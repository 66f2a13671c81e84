import { expect, test } from 'vitest'
import { sinkFolder } from './sink-run.fixture.ts'

const ORDERS = { columns: ['country', 'n'], rows: [['DE', '1'], ['cn/东', '2'], [null, '3'], ['DE', '4'], ['', '5'], ['de', '6']] } // prettier-ignore
const csv = (config: Readonly<Record<string, unknown>>) => ({ type: 'sink.csv', config })
const problems = (finished: { readonly problems: readonly { readonly severity: string; readonly code: string }[] }) =>
  finished.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)

test('one file for each value, rows in their order, under names that every file system takes', async () => {
  await using folder = await sinkFolder()
  const finished = await folder.run({ ...ORDERS, sinks: { out: csv({ path: 'out/orders.csv', partitionBy: 'country' }) } })
  expect(problems(finished)).toEqual([])
  expect(await folder.files()).toEqual({
    'out/orders-DE.csv': 'country,n\nDE,1\nDE,4\n',
    'out/orders-cn_东.csv': 'country,n\ncn/东,2\n',
    'out/orders-_missing.csv': 'country,n\n,3\n',
    'out/orders-_empty.csv': 'country,n\n"",5\n',
    'out/orders-de-2.csv': 'country,n\nde,6\n',
  })
  expect(finished.nodes['out']).toMatchObject({ in: { rows: 6 }, passed: 6 })
  expect(finished.outputs.map(({ path, rows }) => [path, rows])).toEqual([
    ['out/orders-DE.csv', 2], ['out/orders-cn_东.csv', 1], ['out/orders-_missing.csv', 1], ['out/orders-_empty.csv', 1], ['out/orders-de-2.csv', 1],
  ]) // prettier-ignore
})

test('day of the run and value may be folders; other formats do the same', async () => {
  await using folder = await sinkFolder()
  const path = '${run.date}/${partition}/rows'
  const rows = [['a', '1'], ['b', '2']] // prettier-ignore
  const sinks = {
    json: { type: 'sink.json', config: { path: `${path}.jsonl`, layout: 'lines', partitionBy: 'K' } },
    xml: { type: 'sink.xml', config: { path: `${path}.xml`, partitionBy: 'k' } },
    parquet: { type: 'sink.parquet', config: { path: `${path}.parquet`, partitionBy: 'k' } },
  }
  expect(problems(await folder.run({ columns: ['k', 'n'], rows, sinks, now: '2026-07-04T23:59:59Z' }))).toEqual([])
  const files = await folder.files()
  expect(Object.keys(files).sort()).toEqual(['a', 'b'].flatMap((k) => ['jsonl', 'parquet', 'xml'].map((end) => `2026-07-04/${k}/rows.${end}`))) // prettier-ignore
  expect(files['2026-07-04/b/rows.jsonl']).toBe('{"k":"b","n":"2"}\n')
  expect(files['2026-07-04/a/rows.xml']).toContain('<k>a</k><n>1</n>')
})

test('too many values write nothing at all; as many as are allowed all of them', async () => {
  await using folder = await sinkFolder()
  const rows = (count: number) => Array.from({ length: count }, (_, i) => [`v${i}`])
  const sinks = { out: csv({ path: 'a.csv', partitionBy: 'k' }), other: csv({ path: 'other.csv' }) }
  const finished = await folder.run({ columns: ['k'], rows: rows(1_001), sinks })
  expect(finished).toMatchObject({ status: 'failed', outputs: [] })
  expect(finished.problems.at(-1)).toMatchObject({ code: 'too-many-partitions', nodeId: 'out', params: { column: 'k', limit: 1_000 } })
  expect(await folder.files()).toEqual({})
  expect(problems(await folder.run({ columns: ['k'], rows: rows(1_000), sinks }, 'run-2'))).toEqual([])
  expect(Object.keys(await folder.files())).toHaveLength(1_001)
}, 60_000)

test('a file of another sink, a column that is not there, a place without a column are refused; no rows are no files', async () => {
  await using folder = await sinkFolder()
  const both = { out: csv({ path: 'a.csv', partitionBy: 'k' }), other: csv({ path: 'a-X.csv' }) }
  expect(problems(await folder.run({ columns: ['k'], rows: [['x']], sinks: both }))).toEqual(['output-path-twice'])
  expect(problems(await folder.run({ columns: ['k'], rows: [['x']], sinks: { out: csv({ path: 'a.csv', partitionBy: 'q' }) } }))).toEqual(['unknown-column']) // prettier-ignore
  expect(problems(await folder.run({ columns: ['k'], rows: [['x']], sinks: { out: csv({ path: '${partition}.csv' }) } }))).toEqual(['partition-without-column']) // prettier-ignore
  const none = await folder.run({ columns: ['k'], rows: [], sinks: { out: csv({ path: 'a.csv', partitionBy: 'k' }) } })
  expect(none).toMatchObject({ status: 'succeeded', outputs: [] })
  expect(await folder.files()).toEqual({})
})

test('a commit that broke off is finished from its manifest: every file, once', async () => {
  await using folder = await sinkFolder()
  const job = folder.jobOf({ ...ORDERS, sinks: { out: csv({ path: 'o.csv', partitionBy: 'country' }) } }, 'run-1')
  let manifest: NonNullable<(typeof job)['resume']> | undefined
  let applied = 0
  await folder.runJob(job, (question) => {
    if (question.type === 'commit') manifest = question.manifest
    // The process loses the run behind its second file.
    return Promise.resolve(question.type === 'apply' && ++applied > 2 ? 'stop' : 'go')
  })
  expect(Object.keys(await folder.files())).toHaveLength(2)
  if (manifest === undefined) throw new Error('the host was not asked')
  for (const attempt of [2, 3]) expect(await folder.runJob({ ...job, attempt, resume: manifest }, () => Promise.resolve('go'))).toMatchObject({ status: 'succeeded' }) // prettier-ignore
  expect(Object.keys(await folder.files())).toHaveLength(5)
})
