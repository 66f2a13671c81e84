import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { failureOf } from '../../source-fixture.ts'
import { postgresqlFixture, type PostgresqlFixture } from '../postgresql-fixture.ts'
import { postgresqlTarget } from './target.ts'
import { batchesOf, inputColumns, SinkRun } from './write-fixture.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())
beforeEach(() =>
  fixture.run(
    `DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, 'old' FROM generate_series(1, 10) n`,
  ),
)

const sink = (config: Readonly<Record<string, unknown>> = {}, more = {}) =>
  new SinkRun(fixture, { table: 't', mode: 'upsert', keys: ['id'], ...config }, more)
const COLUMNS = ['id:integer', 'v']
const stages = async (): Promise<unknown> =>
  (await fixture.rows(`SELECT count(*)::int FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%'`))[0]?.[0]
const value = async (id: number): Promise<unknown> => (await fixture.rows(`SELECT v FROM t WHERE id = ${id}`))[0]?.[0]

test('applying twice changes nothing the second time, and says so', async () => {
  const run = sink()
  const prepared = await run.prepare(COLUMNS, [['1', 'new'], ['11', 'new']]) // prettier-ignore
  expect([await value(1), await stages()]).toEqual(['old', 1])
  const first = await run.apply(prepared, { src: { column: 'at', value: '5', seen: {} } })
  await fixture.run(`UPDATE t SET v = 'by hand' WHERE id = 1`)
  const second = await run.apply(prepared)
  expect([first, second]).toEqual([
    { counts: { inserted: 1, updated: 1, deleted: 0, unchanged: 0 }, before: false },
    { counts: { inserted: 1, updated: 1, deleted: 0, unchanged: 0 }, before: true },
  ])
  expect([await value(1), await stages()]).toEqual(['by hand', 0])
  const marks = await fixture.rows(`SELECT sink, attempt, watermark FROM sluice_staging.sluice_commit WHERE run = '${run.context.runId}'`)
  expect(marks).toEqual([['out', 1, { src: { column: 'at', value: '5', seen: {} } }]])
})

test.each([
  ['breaks off', false],
  ['is stopped', true],
])('when what rows are staged from %s, the staging table goes at once', async (_what, stopped) => {
  const stop = new AbortController()
  const { context } = sink({}, { signal: stop.signal })
  async function* rows() {
    yield* batchesOf([['1', 'new']])
    if (stopped) stop.abort(new Error('stopped'))
    else throw new Error('broken')
    yield* batchesOf([['2', 'new']])
  }
  const config = { ...fixture.setting, table: 't', mode: 'upsert', keys: ['id'] }
  await expect(postgresqlTarget.prepare(config, inputColumns(...COLUMNS), rows(), context)).rejects.toThrow(stopped ? 'stopped' : 'broken')
  expect(await stages()).toBe(0)
})

test('two processes that apply at once apply once', async () => {
  const run = sink()
  const prepared = await run.prepare(COLUMNS, [['1', 'new']])
  const both = await Promise.all([run.apply(prepared), run.apply(prepared)])
  expect(both.map(({ before }) => before).sort()).toEqual([false, true])
})

test('a manifest that has been through a file is enough; a later attempt starts over and takes the earlier one away', async () => {
  const run = sink()
  const earlier = await run.prepare(COLUMNS, [['1', 'first']])
  const again = sink({}, { runId: run.context.runId, attempt: 2 })
  const later = await again.prepare(COLUMNS, [['1', 'second']])
  expect(await stages()).toBe(1)
  const manifest = z.json().parse(JSON.parse(JSON.stringify(later.manifest)))
  await again.apply({ ...later, manifest })
  expect(await value(1)).toBe('second')
  // The earlier attempt wakes up: what it prepared is gone, and the run is committed.
  expect(await run.apply(earlier)).toMatchObject({ before: true })
  expect(await value(1)).toBe('second')
})

test('an earlier attempt that wakes before the later one commits has nothing to apply', async () => {
  const run = sink()
  const earlier = await run.prepare(COLUMNS, [['1', 'first']])
  const again = sink({}, { runId: run.context.runId, attempt: 2 })
  const later = await again.prepare(COLUMNS, [['1', 'second']])
  expect((await failureOf(run.apply(earlier))).code).toBe('staging-missing')
  expect(await again.apply(later)).toMatchObject({ before: false })
  expect(await value(1)).toBe('second')
})

test('discarding leaves nothing, may be done twice, and after applying too', async () => {
  const run = sink()
  const prepared = await run.prepare(COLUMNS, [['1', 'new']])
  await postgresqlTarget.discard(prepared.manifest, run.context)
  await postgresqlTarget.discard(prepared.manifest, run.context)
  expect([await stages(), await value(1)]).toEqual([0, 'old'])
  expect((await failureOf(run.apply(prepared))).code).toBe('staging-missing')
})

test('staged rows that nobody came back for are taken away in time, others are left', async () => {
  const old = await sink().prepare(COLUMNS, [['1', 'x']])
  const waiting = await sink().prepare(COLUMNS, [['2', 'x']])
  const [table] =
    (await fixture.rows(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%' ORDER BY oid`))[0] ?? []
  await fixture.run(`COMMENT ON TABLE sluice_staging.${String(table)} IS '2020-01-01 rows'`)
  await sink().write(COLUMNS, [['3', 'x']])
  expect(await stages()).toBe(1)
  expect((await failureOf(sink().apply(old))).code).toBe('staging-missing')
  await postgresqlTarget.discard(waiting.manifest, fixture.target())
})

test.each([
  ['never', {}, []],
  ['always', {}, ['approval-always']],
  ['limits', {}, []],
  ['limits', { maxInserted: 1, maxUpdated: 2, maxDeleted: 0 }, ['approval-inserted']],
  ['limits', { maxUpdated: 1 }, ['approval-updated']],
  ['limits', { maxPercent: 20 }, []],
  ['limits', { maxPercent: 19.9 }, ['approval-percent']],
])('approval %s with %j asks for %j', async (approval, limits, codes) => {
  const run = sink({ approval, ...limits })
  const { plan, manifest } = await run.prepare(COLUMNS, [['1', 'x'], ['2', 'x'], ['3', 'old'], ['21', 'x'], ['22', 'x']]) // prettier-ignore
  expect(plan.counts).toEqual({ inserted: 2, updated: 2, deleted: 0, unchanged: 1 })
  expect(plan.approval.map(({ code }) => code)).toEqual(codes)
  await postgresqlTarget.discard(manifest, run.context)
})

test('a plan that nothing came of needs nobody', async () => {
  expect((await sink({ approval: 'always' }).prepare(COLUMNS, [['1', 'old']])).plan.approval).toEqual([])
})

test('when the target has changed since, no more is done than was agreed to', async () => {
  const run = sink({ mode: 'sync', approval: 'limits', maxDeleted: 9 })
  const prepared = await run.prepare(COLUMNS, [['1', 'old']])
  expect(prepared.plan).toMatchObject({ counts: { deleted: 9 }, approval: [] })
  await fixture.run(`INSERT INTO t VALUES (50, 'somebody else')`)
  expect(await failureOf(run.apply(prepared))).toMatchObject({ code: 'plan-outdated' })
  expect(await fixture.rows('SELECT count(*)::int FROM t')).toEqual([[11]])
  await fixture.run('DELETE FROM t WHERE id = 50')
  expect(await run.apply(prepared)).toMatchObject({ counts: { deleted: 9 }, before: false })
})

test('rows that became the same meanwhile count as unchanged; ones that conflict make the plan outdated', async () => {
  const run = sink()
  const prepared = await run.prepare(COLUMNS, [['1', 'new'], ['2', 'new']]) // prettier-ignore
  await fixture.run(`UPDATE t SET v = 'new' WHERE id = 1`)
  expect((await run.apply(prepared)).counts).toEqual({ inserted: 0, updated: 1, deleted: 0, unchanged: 1 })
  const insert = sink({ mode: 'insert', keys: [] })
  const outdated = await insert.prepare(COLUMNS, [['30', 'new']])
  await fixture.run(`INSERT INTO t VALUES (30, 'somebody else')`)
  expect((await failureOf(insert.apply(outdated))).code).toBe('plan-outdated')
  expect(await value(30)).toBe('somebody else')
})

test('a table that was made by somebody else meanwhile is not written', async () => {
  const run = sink({ table: 'soon', createTable: true })
  const prepared = await run.prepare(COLUMNS, [['1', 'x']])
  await fixture.run('CREATE TABLE soon (other text)')
  expect((await failureOf(run.apply(prepared))).code).toBe('plan-outdated')
})

test('a table that is held by others is waited for, and then left alone', async () => {
  const run = sink({ lockSeconds: 1 })
  const prepared = await run.prepare(COLUMNS, [['1', 'new']])
  await fixture.run('BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE')
  const failure: unknown = await run.apply(prepared).catch((error: unknown) => error)
  await fixture.run('ROLLBACK')
  expect(failure).toMatchObject({ code: 'database-locked', retryable: true })
  expect((await run.apply(prepared)).counts.updated).toBe(1)
})

test('a connection that breaks in the middle of COPY is an error that may be tried again; nothing shows', async () => {
  const run = sink()
  async function* rows() {
    for await (const batch of batchesOf([['1', 'new'], ['2', 'new']], 1)) {
      yield batch
      if (batch.first === 0) await fixture.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Sluice' AND datname = current_database()`)
    }
  } // prettier-ignore
  const config = { ...fixture.setting, table: 't', mode: 'upsert', keys: ['id'] }
  const failure: unknown = await postgresqlTarget
    .prepare(config, inputColumns(...COLUMNS), rows(), run.context)
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'database-connection-lost', retryable: true })
  expect(await value(1)).toBe('old')
  const before = await stages()
  expect((await sink({}, { runId: run.context.runId, attempt: 2 }).write(COLUMNS, [['1', 'new']])).counts.updated).toBe(1)
  expect(await stages()).toBe(Number(before) - 1)
})

test('a role that may create no table anywhere is told what it lacks; one with a schema of its own stages there', async () => {
  await fixture.run(`DROP SCHEMA IF EXISTS sluice_staging CASCADE; DROP ROLE IF EXISTS clerk_${process.pid}; CREATE ROLE clerk_${process.pid} LOGIN PASSWORD 'pw';
    REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO clerk_${process.pid}; GRANT SELECT, INSERT, UPDATE, DELETE ON t TO clerk_${process.pid}`)
  const access = { ...fixture.access, config: { ...fixture.access.config, user: `clerk_${process.pid}` }, secrets: { password: 'pw' } }
  const run = sink({}, { connections: { db: access } })
  expect((await failureOf(run.prepare(COLUMNS, [['1', 'new']]))).code).toBe('staging-not-possible')
  await fixture.run(`GRANT CREATE ON SCHEMA public TO clerk_${process.pid}`)
  expect((await run.write(COLUMNS, [['1', 'new']])).counts.updated).toBe(1)
  expect(await fixture.rows(`SELECT to_regclass('public.sluice_commit')::text, to_regnamespace('sluice_staging')`)).toEqual([
    ['sluice_commit', null],
  ])
  await fixture.run(`DROP TABLE sluice_commit; DROP OWNED BY clerk_${process.pid}; DROP ROLE clerk_${process.pid}`)
})
