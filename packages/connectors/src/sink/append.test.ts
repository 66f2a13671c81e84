import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sinkFolder, type SinkFlow } from './sink-run.fixture.ts'

const csv = (config: Readonly<Record<string, unknown>> = {}) => ({ type: 'sink.csv', config: { path: 'log.csv', whenExists: 'append', ...config } }) // prettier-ignore
const flow = (rows: SinkFlow['rows'], sinks: SinkFlow['sinks'] = { out: csv() }): SinkFlow => ({ columns: ['k', 'n'], rows, sinks })
const codes = (finished: { readonly problems: readonly { readonly code: string }[] }) => finished.problems.map(({ code }) => code)

test('the first run makes the file with its header, the next ones put their rows behind', async () => {
  await using folder = await sinkFolder()
  for (const [i, rows] of [
    [['a', '1']],
    [
      ['b', 'x\ny'],
      ['c', null],
    ],
    [],
    [['d', '4']],
  ].entries())
    // prettier-ignore
    expect(await folder.run(flow(rows), `run-${i}`)).toMatchObject({ status: 'succeeded', outputs: [{ path: 'log.csv', rows: rows.length }] })
  expect(await folder.files()).toEqual({ 'log.csv': 'k,n\na,1\nb,"x\ny"\nc,\nd,4\n' })
  expect(await folder.run(flow([['z', '9']], { out: csv({ whenExists: 'replace' }) }), 'last')).toMatchObject({ status: 'succeeded' })
  expect(await folder.files()).toEqual({ 'log.csv': 'k,n\nz,9\n' })
})

test.each([
  ['no line end behind its last row', 'k,n\na,1', {}, 'k,n\na,1\nb,2\n'],
  ['other line ends and a mark of its encoding', '\ufeffk,n\r\na,1\r\n', { newline: 'crlf', bom: true }, '\ufeffk,n\r\na,1\r\nb,2\r\n'],
  ['nothing but a header', 'k,n', {}, 'k,n\nb,2\n'],
  ['nothing in it', '', {}, 'k,n\nb,2\n'],
  ['no header', 'a,1\n', { header: false }, 'a,1\nb,2\n'],
])('a file with %s is gone on with', async (_name, before, config, after) => {
  await using folder = await sinkFolder()
  await writeFile(join(folder.folders.output, 'log.csv'), before)
  expect(await folder.run(flow([['b', '2']], { out: csv(config) }))).toMatchObject({ status: 'succeeded' })
  expect(await folder.files()).toEqual({ 'log.csv': after })
})

test.each(['k,m\na,1\n', 'k,n,o\na,1,2\n', 'n,k\n1,a\n', 'k\n'])('a file whose first line is %j stays as it is', async (before) => {
  await using folder = await sinkFolder()
  await writeFile(join(folder.folders.output, 'log.csv'), before)
  const finished = await folder.run(flow([['b', '2']], { out: csv(), other: csv({ path: 'other.csv' }) }))
  expect([finished.status, ...codes(finished)]).toEqual(['failed', 'append-columns-differ'])
  expect(await folder.files()).toEqual({ 'log.csv': before })
})

test('JSON Lines go on too, and each value in a file of its own', async () => {
  await using folder = await sinkFolder()
  const sinks = {
    lines: { type: 'sink.json', config: { path: 'log.jsonl', layout: 'lines', whenExists: 'append' } },
    parts: csv({ path: '${partition}.csv', partitionBy: 'k' }),
  }
  await folder.run(flow([['a', '1']], sinks), 'run-1')
  await folder.run(flow([['b', '2'], ['a', '3']], sinks), 'run-2') // prettier-ignore
  expect(await folder.files()).toEqual({
    'log.jsonl': '{"k":"a","n":"1"}\n{"k":"b","n":"2"}\n{"k":"a","n":"3"}\n',
    'a.csv': 'k,n\na,1\na,3\n',
    'b.csv': 'k,n\nb,2\n',
  })
})

test('nothing is appended before the commit, nothing twice by a commit that is done again, nothing by a run that is thrown away', async () => {
  await using folder = await sinkFolder()
  await folder.run(flow([['a', '1']]), 'run-1')
  const job = folder.jobOf(flow([['b', '2']]), 'run-2')
  let manifest: typeof job.resume
  await folder.runJob(job, (question) => {
    if (question.type === 'commit') manifest = question.manifest
    return Promise.resolve(question.type === 'commit' ? 'hold' : 'go')
  })
  expect(await folder.files()).toEqual({ 'log.csv': 'k,n\na,1\n' })
  if (manifest === undefined) throw new Error('the host was not asked')
  for (const attempt of [2, 3]) {
    expect(await folder.runJob({ ...job, attempt, resume: manifest }, () => Promise.resolve('go'))).toMatchObject({ status: 'succeeded' })
    expect(await folder.files()).toEqual({ 'log.csv': 'k,n\na,1\nb,2\n' })
  }
  const thrown = folder.jobOf(flow([['c', '3']]), 'run-3')
  expect(await folder.runJob(thrown, (question) => Promise.resolve(question.type === 'commit' ? 'refuse' : 'go'))).toMatchObject({ status: 'failed' }) // prettier-ignore
  expect(await folder.files()).toEqual({ 'log.csv': 'k,n\na,1\nb,2\n' })
})

test.each([
  ['grew', (file: string) => appendFile(file, 'x,9\n'), 'k,n\na,1\nx,9\n', true],
  ['came to be', (file: string) => writeFile(file, 'k,n\nx,9\n'), 'k,n\nx,9\n', false],
])('rows that another program wrote are never lost: a file that %s between is not replaced', async (_name, change, after, there) => {
  await using folder = await sinkFolder()
  const file = join(folder.folders.output, 'log.csv')
  await mkdir(folder.folders.output, { recursive: true })
  if (there) await writeFile(file, 'k,n\na,1\n')
  const finished = await folder.runJob(folder.jobOf(flow([['b', '2']]), 'run-1'), async (question) => {
    if (question.type === 'commit') await change(file)
    return 'go'
  })
  expect([finished.status, ...codes(finished)]).toEqual(['failed', 'append-target-changed'])
  expect(await folder.files()).toEqual({ 'log.csv': after })
})
