import { type HealthSpan, type RunState } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { scheduled } from '../../test/schedules.ts'
import { openStore, type Store, type Workspace } from '../store.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
let flow: string

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await store.database.workspace.deleteMany()
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
  flow = (await workspace.flows.create(emptyFlow('Flow'))).id
})

const NOW = new Date('2026-03-31T10:20:00Z')
const health = (span: HealthSpan, zone = 'UTC', id = flow) => workspace.flows.health(id, { span, zone, now: NOW })

interface Ended {
  readonly durationMs?: number
  readonly rows?: readonly [read: number, written: number, rejected: number]
  readonly problems?: object[]
  readonly trigger?: string
  readonly flow?: string
}

/** A run that ended at an instant; it began as long before as it took. */
async function ended(
  status: RunState,
  at: string,
  { durationMs = 1_000, rows, problems = [], trigger = 'manual', flow: of = flow }: Ended = {},
) {
  const finishedAt = new Date(at)
  const startedAt = new Date(finishedAt.getTime() - durationMs)
  const own = { workspaceId: workspace.id, flowId: of, flowRevision: 1, status, trigger, parameters: {}, problems, startedBy: 'Ada' }
  const counted = rows === undefined ? {} : { rowsRead: rows[0], rowsWritten: rows[1], rejectedRows: rows[2] }
  return (await store.database.run.create({ data: { ...own, ...counted, createdAt: startedAt, startedAt, finishedAt, durationMs } })).id
}
const runs = (figures: { succeeded: number; withRejects: number; failed: number; cancelled: number }) =>
  [figures.succeeded, figures.withRejects, figures.failed, figures.cancelled].join(' ')

test('a flow that never ran has buckets, no figures and promises nothing', async () => {
  const { totals, buckets, causes, freshness, underWay } = await health('24h')
  expect(totals).toEqual({ succeeded: 0, withRejects: 0, failed: 0, cancelled: 0, medianMs: null, longestMs: null, counted: 0, rowsRead: null, rowsWritten: null, rowsRejected: null }) // prettier-ignore
  expect(buckets.map(({ from }) => from.slice(11, 16))).toEqual(['10:00', ...Array.from({ length: 24 }, (_, i) => `${String((i + 11) % 24).padStart(2, '0')}:00`)]) // prettier-ignore
  expect(buckets.at(-1)).toMatchObject({ from: '2026-03-31T10:00:00.000Z', to: NOW.toISOString() })
  expect({ causes, underWay }).toEqual({ causes: [], underWay: 0 })
  expect(freshness).toMatchObject({ state: 'unscheduled', lastSuccess: null, owedSince: null })
})

test('outcomes, durations and rows are added up for each hour and over all; runs that are under way count nowhere', async () => {
  await ended('succeeded', '2026-03-31T09:10:00Z', { durationMs: 1_000, rows: [100, 90, 0] })
  await ended('succeeded-with-rejects', '2026-03-31T09:50:00Z', { durationMs: 4_000, rows: [200, 150, 50] })
  await ended('succeeded', '2026-03-31T10:00:00Z', { durationMs: 2_000 })
  await ended('failed', '2026-03-31T10:05:00Z', { durationMs: 90_000, rows: [7, 0, 7] })
  await ended('cancelled', '2026-03-31T10:06:00Z', { durationMs: 80_000 })
  // Of another time, another flow, and not ended.
  await ended('succeeded', '2026-03-30T09:59:59Z')
  await ended('succeeded', '2026-03-31T10:10:00Z', { flow: (await workspace.flows.create(emptyFlow('Other'))).id })
  await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  const { totals, buckets, underWay } = await health('24h')
  expect(totals).toEqual({ succeeded: 2, withRejects: 1, failed: 1, cancelled: 1, medianMs: 2_000, longestMs: 4_000, counted: 2, rowsRead: 300, rowsWritten: 240, rowsRejected: 50 }) // prettier-ignore
  expect(buckets.slice(-2)).toMatchObject([
    { succeeded: 1, withRejects: 1, failed: 0, medianMs: 2_500, longestMs: 4_000, rowsRead: 300, rowsRejected: 50 },
    { succeeded: 1, withRejects: 0, failed: 1, cancelled: 1, medianMs: 2_000, counted: 0, rowsRead: null },
  ])
  expect(underWay).toBe(1)
})

test('a run that is tried again counts once, as it ends', async () => {
  const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  await store.database.run.update({ where: { id }, data: { maxAttempts: 2 } })
  const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [], problems: [] }
  const first = (await store.queue.claim('w'))!
  expect(await first.writer.retryLater({ severity: 'error', code: 'unreachable' })).toBe(true)
  const figures = async () => workspace.flows.health(flow, { span: '24h', zone: 'UTC' })
  expect(await figures()).toMatchObject({ underWay: 1, totals: { succeeded: 0, failed: 0 }, causes: [] })
  await store.database.run.update({ where: { id }, data: { notBefore: null } })
  const counts = (arrived: Record<string, number>, out: Record<string, number>) => ({ in: arrived, out, passed: 4, created: 0, merged: 0, filtered: 0, rejected: 1 }) // prettier-ignore
  const nodes = new Map([
    ['a', { status: 'done' as const, counts: counts({ records: 5 }, { rows: 4, rejected: 1 }) }],
    ['b', { status: 'done' as const, counts: counts({ rows: 4 }, {}) }],
  ])
  await (await store.queue.claim('w'))!.writer.finish({ ...nothing, nodes, status: 'succeeded', durationMs: 7 })
  expect(await figures()).toMatchObject({
    underWay: 0,
    totals: { succeeded: 1, failed: 0, rowsRead: 5, rowsWritten: 4 },
    freshness: { lastSuccess: { run: id } },
  })
})

test('days are those of the zone, also when its clocks change', async () => {
  // Berlin's clocks went forward on 29 March 2026 at 01:00 UTC: that day began at 23:00 UTC the day before and was 23 hours long.
  await ended('succeeded', '2026-03-28T22:59:59Z')
  await ended('failed', '2026-03-28T23:00:00Z')
  await ended('cancelled', '2026-03-29T21:59:59Z')
  await ended('succeeded-with-rejects', '2026-03-29T22:00:00Z')
  const days = (await health('30d', 'Europe/Berlin')).buckets
  expect(days).toHaveLength(31)
  expect(days.slice(-4).map((day) => [day.from, runs(day)])).toEqual([
    ['2026-03-27T23:00:00.000Z', '1 0 0 0'],
    ['2026-03-28T23:00:00.000Z', '0 0 1 1'],
    ['2026-03-29T22:00:00.000Z', '0 1 0 0'],
    ['2026-03-30T22:00:00.000Z', '0 0 0 0'],
  ])
  const quarters = (await health('7d', 'Asia/Kolkata')).buckets
  expect(quarters.map(({ from }) => from.slice(11, 16)).slice(0, 4)).toEqual(['06:30', '12:30', '18:30', '00:30'])
  expect(Date.parse(quarters[0]!.from)).toBeLessThanOrEqual(NOW.getTime() - 7 * 86_400_000)
  // Half-hour zones have hours of their own.
  expect((await health('24h', 'Asia/Kolkata')).buckets.at(-1)?.from).toBe('2026-03-31T09:30:00.000Z')
})

test('failures are grouped by the code and node of their first error, the newest group first', async () => {
  const refused = (host: string) => [
    { severity: 'warning', code: 'slow' },
    { severity: 'error', code: 'refused', nodeId: 'in', params: { host } },
    { severity: 'error', code: 'later' },
  ]
  await ended('failed', '2026-03-31T07:00:00Z', { problems: refused('a') })
  const newest = await ended('failed', '2026-03-31T08:00:00Z', { problems: refused('b') })
  const lost = await ended('failed', '2026-03-31T09:00:00Z')
  await ended('succeeded', '2026-03-31T09:30:00Z', { problems: [{ severity: 'error', code: 'no' }] })
  expect(await health('24h')).toMatchObject({
    causesOf: 3,
    causes: [
      { code: null, node: null, failures: 1, run: lost, params: {} },
      { code: 'refused', node: 'in', failures: 2, run: newest, lastAt: '2026-03-31T08:00:00.000Z', params: { host: 'b' } },
    ],
  })
})

test('a flow of another workspace is not found, and a run of one is not counted', async () => {
  await ended('succeeded', '2026-03-31T09:10:00Z')
  const other = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Theirs' } })).id, 'Eve')
  await expect(other.flows.health(flow, { span: '24h', zone: 'UTC', now: NOW })).rejects.toMatchObject({ code: 'not-found' })
})

test('a flow is late when a due time has had no success for longer than a run takes', async () => {
  const { id, flowId } = await scheduled(store, workspace, { expression: '0 * * * *' }, '2026-03-31T11:00:00Z')
  const state = async () => (await health('24h', 'UTC', flowId)).freshness
  const tick = (due: string, more: object = {}) =>
    store.database.tick.create({ data: { workspaceId: workspace.id, scheduleId: id, due: new Date(due), series: 'regular', state: 'started', notBefore: new Date(due), ...more } }) // prettier-ignore
  expect(await state()).toMatchObject({ state: 'fresh', owedSince: null, nextDue: '2026-03-31T11:00:00.000Z' })
  await tick('2026-03-31T09:00:00Z')
  const success = await ended('succeeded', '2026-03-31T09:15:00Z', { durationMs: 15 * 60_000, flow: flowId })
  expect(await state()).toMatchObject({ state: 'fresh', owedSince: null, lastSuccess: { run: success } })
  // Due at ten, and a quarter of an hour is what it takes: at 10:20 that and the minute are over.
  await tick('2026-03-31T10:00:00Z')
  expect(await state()).toMatchObject({ state: 'late', owedSince: '2026-03-31T10:00:00.000Z', allowanceMs: 16 * 60_000 })
  await store.database.schedule.update({ where: { id }, data: { jitterSeconds: 600 } })
  expect(await state()).toMatchObject({ state: 'due', owedSince: '2026-03-31T10:00:00.000Z' })
  expect((await workspace.flows.list()).find((f) => f.id === flowId)?.freshness).toMatchObject({ state: 'late' })
  // What failed, takes rejected rows in again, fills an old gap, or began before it was due does not settle it.
  await ended('failed', '2026-03-31T10:10:00Z', { flow: flowId })
  await ended('succeeded', '2026-03-31T10:11:00Z', { trigger: 'replay', flow: flowId })
  await ended('succeeded', '2026-03-31T10:12:00Z', { trigger: 'backfill', flow: flowId })
  await ended('succeeded', '2026-03-31T10:13:00Z', { durationMs: 20 * 60_000, flow: flowId })
  expect(await state()).toMatchObject({ state: 'due' })
  await ended('succeeded-with-rejects', '2026-03-31T10:14:00Z', { durationMs: 60_000, flow: flowId })
  expect(await state()).toMatchObject({ state: 'fresh', owedSince: null })
})

test('a due time that nobody fired is owed, also before any tick; a pause promises nothing', async () => {
  const { id, flowId } = await scheduled(store, workspace, { expression: '0 9 * * *' }, '2026-03-31T09:00:00Z')
  const state = async () => (await health('24h', 'UTC', flowId)).freshness.state
  expect(await state()).toBe('late')
  await workspace.settings.write({ paused: true })
  expect(await state()).toBe('paused')
  await workspace.settings.write({ paused: false })
  await store.database.schedule.update({ where: { id }, data: { paused: true } })
  expect(await state()).toBe('unscheduled')
})

test('a hundred thousand runs of history are summed up from the index alone', { timeout: 120_000 }, async () => {
  await store.database.$executeRaw`
    INSERT INTO run (id, workspace_id, flow_id, flow_revision, status, trigger, parameters, problems, started_by, created_at, started_at, finished_at, duration_ms, rows_read, rows_written)
    SELECT gen_random_uuid(), ${workspace.id}::uuid, ${flow}::uuid, 1, CASE n % 50 WHEN 0 THEN 'failed' WHEN 1 THEN 'cancelled' ELSE 'succeeded' END, 'schedule', '{}',
           CASE n % 50 WHEN 0 THEN '[{"severity":"error","code":"refused","nodeId":"in"}]' ELSE '[]' END::json, 'Ada', at, at, at, n % 1000, 10, 9
      FROM generate_series(1, 100000) n CROSS JOIN LATERAL (SELECT ${NOW.toISOString()}::timestamptz - n * interval '25 seconds' AS at) t`
  await store.database.$executeRawUnsafe('VACUUM ANALYZE run')
  const { totals, causes, causesOf } = await health('30d')
  expect(totals).toMatchObject({ succeeded: 96_000, failed: 2_000, cancelled: 2_000, rowsRead: 960_000, medianMs: 500.5 })
  expect(causes).toMatchObject([{ code: 'refused', node: 'in', failures: 1_000 }])
  expect(causesOf).toBe(1_000)
  const plan = async (where: string): Promise<string> =>
    JSON.stringify(await store.database.$queryRawUnsafe(`EXPLAIN (ANALYZE, BUFFERS) ${where}`))
  const own = `workspace_id = '${workspace.id}' AND flow_id = '${flow}'`
  const summed = await plan(
    `SELECT status, count(*), sum(rows_read), sum(rows_written), sum(rejected_rows), max(duration_ms) FROM run WHERE ${own}
      AND status IN ('succeeded', 'succeeded-with-rejects', 'failed', 'cancelled') AND finished_at >= '2026-03-24T00:00:00Z' GROUP BY status`,
  )
  expect(summed).toContain('Index Only Scan using only_sql_run_health')
  const failures = await plan(`SELECT id, problems FROM run WHERE ${own} AND status = 'failed' AND finished_at IS NOT NULL AND finished_at >= '2026-03-01' ORDER BY finished_at DESC LIMIT 1000`) // prettier-ignore
  expect(failures).toContain('only_sql_run_health')
  expect(failures).not.toContain('Sort')
})
