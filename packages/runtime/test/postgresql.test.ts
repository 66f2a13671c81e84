import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unfinishedCommits } from '@sluice/engine/manifest'
import type { RunJob } from '@sluice/engine'
import { flowSchema, type FlowEdge, type FlowNode } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresqlFixture, type PostgresqlFixture } from '../../connectors/src/postgresql/postgresql-fixture.ts'
import { EnginePool, type RunFinished } from '../src/index.ts'
import { columns, edge, node } from './flow-run.ts'
import { scratch } from './host.ts'

let fixture: PostgresqlFixture
let pool: EnginePool
beforeAll(async () => {
  fixture = await postgresqlFixture()
  pool = new EnginePool({ max: 1, warm: 1 })
})
afterAll(async () => {
  await pool.close()
  await fixture[Symbol.asyncDispose]()
})

interface Given {
  readonly nodes: readonly (Omit<FlowNode, 'config'> & { readonly config: unknown })[]
  readonly edges: readonly FlowEdge[]
}

let runs = 0

/** A job of its own run id in a folder of its own. */
async function jobOf(
  { nodes, edges }: Given,
  files: Readonly<Record<string, string>> = {},
  changes: Partial<RunJob> = {},
): Promise<RunJob> {
  const folder = await scratch()
  const output = join(folder, 'out')
  await mkdir(output)
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return {
    runId: `pg-${++runs}`, attempt: 1, flow: flowSchema.parse({ sluice: 1, name: 'pg', nodes, edges }), parameters: {},
    folders: { input: folder, output, work: join(folder, 'work') }, limits: { memoryMb: 1_024, threads: 1 }, secrets: {},
    connections: { db: fixture.access }, allowedHosts: [fixture.host], now: '2026-01-01T00:00:00Z', zone: 'Asia/Shanghai', rejectSample: 10,
    ...changes,
  } // prettier-ignore
}

const run = (job: RunJob): Promise<RunFinished> => pool.run(job, () => undefined)
const output = (job: RunJob, name: string): Promise<string> => readFile(join(job.folders.output, name), 'utf8')

const CONNECTION = { connection: { connection: 'db' } }
const SINK = { ...CONNECTION, table: 'customers', mode: 'upsert', keys: ['id'] }
/** Customers of a CSV file into a table by key, refused ones into a file. */
const customers: Given = {
  nodes: [
    node('in', 'source.csv', { path: 'in.csv', columns: columns('id:integer', 'name', 'kind', 'amount:decimal(10,2)') }),
    node('out', 'sink.postgresql', SINK),
    node('bad', 'sink.csv', { path: 'bad.csv' }),
  ],
  edges: [edge('in', 'out'), edge('out.rejected', 'bad')],
}
const CSV = `id,name,kind,amount\n1,王小明,a,1.50\n2,"quote "" back\\slash\nline",a,2.00\n3,"",zz,3.00\n4,,a,-4.00\n`
const makeTable = (): Promise<void> =>
  fixture.run(`DROP TABLE IF EXISTS customers, kinds; CREATE TABLE kinds (code text PRIMARY KEY); INSERT INTO kinds VALUES ('a');
    CREATE TABLE customers (id bigint PRIMARY KEY, name text, kind text REFERENCES kinds, amount numeric(10,2) CHECK (amount > 0));
    INSERT INTO customers VALUES (1, 'old', 'a', 1.5), (9, 'other', 'a', 9)`)
const table = (): Promise<readonly unknown[][]> => fixture.rows('SELECT id::int, name, kind, amount::text FROM customers ORDER BY id')
const WRITTEN = [[1, '王小明', 'a', '1.50'], [2, 'quote " back\\slash\nline', 'a', '2.00'], [9, 'other', 'a', '9.00']] // prettier-ignore
const OLD = [[1, 'old', 'a', '1.50'], [9, 'other', 'a', '9.00']] // prettier-ignore

test('a file goes into a table, refused rows into a file with the reason; a second run changes nothing', async () => {
  await makeTable()
  const job = await jobOf(customers, { 'in.csv': CSV })
  const first = await run(job)
  expect(first).toMatchObject({ status: 'succeeded-with-rejects', problems: [] })
  expect(first.nodes['out']).toMatchObject({ in: { rows: 4 }, passed: 2, rejected: 2, out: { rejected: 2 } })
  expect(await table()).toEqual(WRITTEN)
  const bad = await output(job, 'bad.csv')
  expect(bad).toContain(`3,"",zz,3.00,refused-foreign-key,kind,`)
  expect(bad).toContain(`4,,a,-4.00,refused-check,amount,`)
  const versions = await fixture.rows('SELECT xmin::text FROM customers ORDER BY id')
  const second = await run(await jobOf(customers, { 'in.csv': CSV }))
  expect(second.nodes['out']).toMatchObject({ in: { rows: 4 }, passed: 2, rejected: 2 })
  expect(await fixture.rows('SELECT xmin::text FROM customers ORDER BY id')).toEqual(versions)
})

/** The same with nothing but the table to be applied. */
const tableOnly: Given = { nodes: customers.nodes.slice(0, 2), edges: customers.edges.slice(0, 1) }

test.each(['before-apply', 'after-apply'])('a process that dies %s is resumed from what it prepared: once in all', async (point) => {
  await makeTable()
  const job = await jobOf(tableOnly, { 'in.csv': CSV })
  process.env['SLUICE_CRASH_AT'] = `engine:${point}:1`
  const doomed = new EnginePool({ max: 1, warm: 0 })
  try {
    expect(await doomed.run(job, () => undefined)).toMatchObject({ status: 'failed' })
  } finally {
    delete process.env['SLUICE_CRASH_AT']
    await doomed.close()
  }
  expect(await table()).toEqual(point === 'before-apply' ? OLD : WRITTEN)
  const [manifest] = await unfinishedCommits(job.folders.output, 'pg', ['committing'])
  if (manifest === undefined) throw new Error('no commit was begun')
  // Its input is no longer needed.
  await writeFile(join(job.folders.input, 'in.csv'), '')
  if (point === 'after-apply') await fixture.run(`UPDATE customers SET name = 'by hand' WHERE id = 1`)
  expect(await run({ ...job, attempt: 2, resume: manifest })).toMatchObject({ status: 'succeeded-with-rejects' })
  expect((await table())[0]?.[1]).toBe(point === 'before-apply' ? '王小明' : 'by hand')
  expect(await run({ ...job, attempt: 3, resume: manifest })).toMatchObject({ status: 'succeeded-with-rejects' })
  expect((await table()).length).toBe(3)
})

test('a plan that asks waits for a person with nothing to be seen, and is applied or thrown away as it was', async () => {
  const ask = { ...SINK, approval: 'limits', maxUpdated: 0 }
  const asking = { ...customers, nodes: customers.nodes.map((one) => (one.id === 'out' ? { ...one, config: ask } : one)) }
  for (const agreed of [true, false]) {
    await makeTable()
    const job = await jobOf(asking, { 'in.csv': CSV })
    expect(await run(job)).toMatchObject({ status: 'awaiting-approval' })
    expect(await table()).toEqual(OLD)
    const [manifest] = await unfinishedCommits(job.folders.output, 'pg', ['awaiting-approval'])
    const plan = manifest?.steps.flatMap((step) => (step.kind === 'system' ? [step.plan] : []))[0]
    expect(plan).toMatchObject({ counts: { inserted: 1, updated: 1 }, approval: [{ code: 'approval-updated' }] })
    if (manifest === undefined) throw new Error('no commit waits')
    await run({ ...job, attempt: 2, resume: manifest, ...(!agreed && { discard: true }) })
    expect(await table()).toEqual(agreed ? WRITTEN : OLD)
    const left = `SELECT count(*)::int FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%'`
    expect(await fixture.rows(left)).toEqual([[0]])
  }
})

test('a secret that got among the rows is in no write plan, and reaches the table as it is', async () => {
  await makeTable()
  const canary = 'canary-4711'
  const job = await jobOf(
    tableOnly,
    { 'in.csv': `id,name,kind,amount\n1,${canary},a,1.50\n5,"x ${canary}",a,2\n` },
    { secrets: { token: canary } },
  )
  const heard: string[] = []
  const end = await pool.run(job, (event) => void heard.push(JSON.stringify(event)), {
    host: (question) => {
      heard.push(JSON.stringify(question))
      return Promise.resolve('go')
    },
  })
  expect(end).toMatchObject({ status: 'succeeded' })
  expect(heard.join('\n')).toContain('"after":"x •••"')
  expect(heard.filter((text) => text.includes('canary-4711'))).toEqual([])
  expect((await table()).map(([, name]) => name)).toEqual([canary, `x ${canary}`, 'other'])
})

const KINDS = `i bigint, d numeric(38,10), f double precision, b boolean, day date, t time, dt timestamp, at timestamptz, s text, j jsonb, n numeric`
const ROWS = `(1, 9223372036854775807, 1234567890123456789012345678.0123456789, 0.1, true, '2026-02-28', '23:59:59.999999', '2026-01-02 03:04:05.000001',
  '2026-01-02 03:04:05.5+08', E'王 "q" back\\\\slash\\n\\ttab \\\\N', '{"n": 12345678901234567890.10}', 0.00000000000000000000000000000000000000001),
  (2, -9223372036854775808, -0.0000000001, 1e-300, false, '0001-01-01', '00:00:00', '9999-12-31 23:59:59', '1970-01-01 00:00:00+00', '', '[1, "a"]', 1e50),
  (3, null, null, null, null, null, null, null, null, null, null, null)`

test('every type goes from table to table and into a file without losing a digit', async () => {
  await fixture.run(`CREATE TABLE kinds_in (id int PRIMARY KEY, ${KINDS}); INSERT INTO kinds_in VALUES ${ROWS}`)
  const settings = { ...CONNECTION, table: 'kinds_in' }
  const probed = await pool.probe({ ...(await jobOf({ nodes: [], edges: [] })), type: 'source.postgresql', config: settings })
  expect(probed.problems.map(({ code }) => code)).toEqual(['numeric-as-text'])
  const source = { ...node('in', 'source.postgresql'), config: { ...settings, columns: probed.config['columns'] } }
  const job = await jobOf({
    nodes: [
      source,
      node('out', 'sink.postgresql', { ...CONNECTION, table: 'kinds_out', mode: 'upsert', keys: ['id'], createTable: true }),
      node('file', 'sink.csv', { path: 'out.csv', escapeFormulas: false }),
    ],
    edges: [edge('in', 'out'), edge('in', 'file')],
  })
  expect(await run(job)).toMatchObject({ status: 'succeeded', problems: [] })
  const texts = (from: string) =>
    fixture.rows(`SELECT id::int, i, d, f, b, day, t, dt, at, s, j::jsonb, n::numeric FROM ${from} ORDER BY id`)
  expect(await texts('kinds_out')).toEqual(await texts('kinds_in'))
  expect(await fixture.rows("SELECT count(*)::int FROM kinds_out WHERE s = ''")).toEqual([[1]])
  const csv = await output(job, 'out.csv')
  expect(csv).toContain(
    '1,9223372036854775807,1234567890123456789012345678.0123456789,0.1,true,2026-02-28,23:59:59.999999,2026-01-02 03:04:05.000001,',
  )
  expect(csv).toContain('3,,,,,,,,,,,\n')
})

test('what is no value of its type is refused on the way in, and the run goes on', async () => {
  await fixture.run(
    `CREATE TABLE odd (id int, at timestamptz, f float8); INSERT INTO odd VALUES (1, 'infinity', 1), (2, '0044-03-15 BC', 2), (3, '2026-01-01', 'NaN'), (4, '2026-01-01', 4)`,
  )
  const job = await jobOf({
    nodes: [
      node('in', 'source.postgresql', { ...CONNECTION, mode: 'query', query: 'SELECT * FROM odd WHERE id >= ${least}', columns: columns('id:integer', 'at:instant', 'f:float') }),
      node('out', 'sink.csv', { path: 'out.csv' }),
      node('bad', 'sink.csv', { path: 'bad.csv' }),
    ],
    edges: [edge('in', 'out'), edge('in.rejected', 'bad')],
  }) // prettier-ignore
  const flow = flowSchema.parse({ ...job.flow, parameters: [{ name: 'least', type: 'integer' }] })
  const ran = await run({ ...job, flow, parameters: { least: '1' } })
  expect(ran.nodes['in']).toMatchObject({ rejected: 3 })
  expect(await output(job, 'out.csv')).toContain('4,2026-01-01')
  expect(await output(job, 'bad.csv')).toContain('0044-03-15 00:00:00+00 BC')
})

test('watermarks travel with the commit: the next run reads what is new', async () => {
  await fixture.run(
    `CREATE TABLE log_in (id int PRIMARY KEY, at timestamptz); INSERT INTO log_in VALUES (1, '2026-01-01'), (2, '2026-01-02')`,
  )
  const copy: Given = {
    nodes: [
      node('in', 'source.postgresql', { ...CONNECTION, table: 'log_in', columns: columns('id:integer', 'at:instant'), incremental: 'column', watermarkColumn: 'at' }),
      node('out', 'sink.postgresql', { ...CONNECTION, table: 'log_out', mode: 'insert', createTable: true }),
    ],
    edges: [edge('in', 'out')],
  } // prettier-ignore
  let watermarks: RunJob['watermarks']
  await pool.run(await jobOf(copy), () => undefined, {
    host: (question) => {
      if (question.type === 'commit') watermarks = question.manifest.watermarks
      return Promise.resolve('go')
    },
  })
  expect(watermarks).toMatchObject({ in: { column: 'at', value: '2026-01-02 00:00:00+00' } })
  const marks = await fixture.rows(`SELECT watermark FROM sluice_staging.sluice_commit ORDER BY committed_at DESC LIMIT 1`)
  expect(marks).toEqual([[watermarks]])
  await fixture.run(`INSERT INTO log_in VALUES (3, '2026-01-02'), (4, '2026-01-03')`)
  const second = await run(await jobOf(copy, {}, watermarks === undefined ? {} : { watermarks }))
  expect(second.nodes['out']).toMatchObject({ in: { rows: 2 } })
  expect(await fixture.rows('SELECT id::int FROM log_out ORDER BY id')).toEqual([[1], [2], [3], [4]])
})
