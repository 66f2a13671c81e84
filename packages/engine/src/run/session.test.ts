import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, jobOf, putFile, runJob, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'
import { LiveFacts } from './facts.ts'
import { query } from './query.ts'
import { openSession } from './session.ts'

const LIMITS = { memoryMb: 768, threads: 1 }

/** Folders of a run of a session; each call is the next run. */
async function nextRun(folders: { readonly input: string; readonly output: string; readonly work: string }, run: number) {
  const work = path.join(folders.work, `run-${run}`)
  await mkdir(work, { recursive: true })
  return { input: folders.input, output: folders.output, work, session: folders.work }
}

const spills = async (folder: string): Promise<number> => (await readdir(folder)).filter((name) => name.startsWith('spill-')).length

test('the database of a session serves the next run, which finds nothing of the one before', async () => {
  await using folders = await testFolders()
  const first = await openSession(await nextRun(folders, 1), LIMITS, 'UTC', new LiveFacts())
  await first.connection.run('CREATE TEMP TABLE secret AS SELECT mark_row(0, 5) AS m; SET VARIABLE kept = 1')
  first.close()
  const facts = new LiveFacts()
  facts.watch(['p'])
  const second = await openSession(await nextRun(folders, 2), LIMITS, 'UTC', facts)
  await expect(second.connection.run('SELECT * FROM secret')).rejects.toThrow('does not exist')
  expect(await query(second.connection, `SELECT getvariable('kept'), row_marked(0, 5), probe(0, 3)`)).toEqual([[null, '0', '3']])
  expect(facts.now()('p.3')).toBe(1)
  second.close()
  expect(await spills(folders.work)).toBe(1)
})

test('a kept database reaches inputs and scratch alone, and its settings stay as they are', async () => {
  await using folders = await testFolders()
  await writeFile(path.join(folders.output, 'other-run.csv'), 'a\n1\n')
  for (const run of [1, 2]) {
    const session = await openSession(await nextRun(folders, run), LIMITS, 'UTC', new LiveFacts())
    await expect(session.connection.run(`FROM read_csv('${folders.output}/other-run.csv')`)).rejects.toThrow('Permission Error')
    await expect(session.connection.run(`SET TimeZone = 'Asia/Shanghai'`)).rejects.toThrow('locked')
    session.close()
  }
})

test('another zone, or another limit, takes another database', async () => {
  await using folders = await testFolders()
  const zoneOf = async (run: number, zone: string): Promise<unknown> => {
    const session = await openSession(await nextRun(folders, run), LIMITS, zone, new LiveFacts())
    const rows = await query(session.connection, `SELECT current_setting('TimeZone')`)
    session.close()
    return rows
  }
  expect(await zoneOf(1, 'America/New_York')).toEqual([['America/New_York']])
  expect(await zoneOf(2, 'Asia/Shanghai')).toEqual([['Asia/Shanghai']])
  expect(await spills(folders.work)).toBe(2)
})

test('runs of a session write their own files and count their own rows', async () => {
  await using folders = await testFolders()
  const flow: FlowParts = {
    nodes: [
      { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: [{ source: 'n', name: 'n', type: 'integer' }] } },
      { id: 'one', type: 'clean.remove-duplicates', config: { columns: ['n'] } },
      { id: 'out', type: 'sink.csv', config: { path: 'sub/out.csv' } },
    ],
    edges: ['in.rows > one.rows', 'one.rows > out.rows'],
  }
  for (const [run, rows] of [['1', '1', '2'], ['3', 'x']].entries()) {
    await putFile(folders.input, 'in.csv', `n\n${rows.join('\n')}\n`)
    const { finished } = await runJob({ ...jobOf(folders, flow), runId: `run-${run}`, folders: await nextRun(folders, run) })
    const kept = run === 0 ? 2 : 1
    expect(finished).toMatchObject({ nodes: { in: { in: { records: rows.length }, rejected: run }, out: { passed: kept } } })
    expect((await filesBelow(folders.output))['sub/out.csv']).toBe(run === 0 ? 'n\n1\n2\n' : 'n\n3\n')
  }
  expect(await spills(folders.work)).toBe(1)
}) // prettier-ignore
