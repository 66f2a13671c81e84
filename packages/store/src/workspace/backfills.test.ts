import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { endRuns, scheduled, ticksOf } from '../../test/schedules.ts'
import { deleteOldTicks } from '../retention/old-ticks.ts'
import { databaseClock } from '../scheduling/clock.ts'
import { endBackfills, fireDue } from '../scheduling/fire.ts'
import { openStore, type Store, type Workspace } from '../store.ts'

let database: TestDatabase
let store: Store
let mine: Workspace
beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
  mine = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

const fire = async (): Promise<void> => {
  while ((await fireDue(store.database, databaseClock, 20)).length > 0);
  await endBackfills(store.database)
}
const range = { since: '2026-01-01T00:00:00Z', until: '2026-01-01T03:00:00Z', onlyMissed: false }
const later = { name: 'Hourly', startsAt: '2040-01-01T00:00:00Z' }

test('runs a range oldest first, one after another, after everything else, and ends', async () => {
  const { id } = await scheduled(store, mine, { ...later, parameters: { day: '{{due_date}}' } })
  expect(await mine.schedules.backfills.preview(id, range)).toEqual({
    count: 4, exact: true, most: 10_000, first: '2026-01-01T00:00:00.000Z', last: '2026-01-01T03:00:00.000Z', unknownUntil: null,
  }) // prettier-ignore
  const backfill = await mine.schedules.backfills.start(id, { ...range, concurrency: 1 })
  expect(backfill).toMatchObject({ state: 'running', total: 4, waiting: 4, createdBy: 'Ada' })
  await fire()
  expect(await ticksOf(store, id, backfill.id)).toEqual(['00:00 started backfill', ...[1, 2, 3].map((h) => `0${h}:00 waiting backfill`)])
  const [run] = await store.database.run.findMany({ where: { triggerRef: id } })
  expect(run).toMatchObject({ trigger: 'backfill', priority: -10, published: true, startedBy: 'Ada', parameters: { day: '2026-01-01' } })
  await endRuns(store, id)
  await fire()
  expect((await mine.schedules.read(id)).backfills).toMatchObject([{ id: backfill.id, waiting: 2, running: 1, succeeded: 1 }])
  for (let i = 0; i < 3; i++) {
    await endRuns(store, id)
    await fire()
  }
  expect(await mine.schedules.backfills.list(id)).toMatchObject([{ state: 'done', succeeded: 4, waiting: 0, running: 0 }])
})

test('only what has not run; several at once where wanted', async () => {
  const { id } = await scheduled(store, mine, later)
  const { workspaceId } = await store.database.schedule.findFirstOrThrow({ where: { id } })
  const tick = { workspaceId, scheduleId: id, notBefore: new Date() }
  await store.database.tick.create({ data: { ...tick, due: new Date('2026-01-01T01:00:00Z'), state: 'started' } })
  await store.database.tick.create({ data: { ...tick, due: new Date('2026-01-01T02:00:00Z'), state: 'skipped', reason: 'overlap' } })
  const missed = { ...range, onlyMissed: true }
  expect(await mine.schedules.backfills.preview(id, missed)).toMatchObject({ count: 3 })
  const backfill = await mine.schedules.backfills.start(id, { ...missed, concurrency: 2 })
  await fire()
  expect((await ticksOf(store, id, backfill.id)).map((text) => text.slice(0, 13))).toEqual([
    '00:00 started',
    '02:00 started',
    '03:00 waiting',
  ])
})

test('cancelling skips what waits and stops what runs; an ended one stays as it is', async () => {
  const { id } = await scheduled(store, mine, later)
  const { id: backfill } = await mine.schedules.backfills.start(id, { ...range, concurrency: 1 })
  await fire()
  expect(await mine.schedules.backfills.cancel(backfill)).toMatchObject({
    state: 'cancelled',
    waiting: 0,
    running: 0,
    failed: 1,
    skipped: 3,
  })
  expect(await store.database.run.findMany({ where: { triggerRef: id } })).toMatchObject([{ status: 'cancelled' }])
  const { entries } = await mine.audit.list({ limit: 1, offset: 0 })
  expect(entries).toMatchObject([{ action: 'backfill.cancel' }])
  await mine.schedules.backfills.cancel(backfill)
  expect((await mine.audit.list({ limit: 1, offset: 0 })).entries).toEqual(entries)
})

test('of a range with more due times than a backfill may have, those that were missed run when they are few enough', async () => {
  const { id } = await scheduled(store, mine, { name: 'Often', kind: 'interval', expression: '5m', startsAt: '2025-01-01T00:00:00Z' })
  const [since, until] = ['2025-01-01T00:00:00Z', '2025-02-28T23:55:00Z']
  await store.database.$executeRaw`INSERT INTO tick (workspace_id, schedule_id, due, not_before, state)
    SELECT workspace_id, id, due, due, 'started' FROM schedule, generate_series(${since}::timestamptz, ${until}::timestamptz, '5 minutes') due
     WHERE id = ${id}::uuid AND due NOT IN ('2025-01-03T00:05:00Z', '2025-02-28T23:55:00Z')`
  const { backfills } = mine.schedules
  expect(await backfills.preview(id, { since, until, onlyMissed: true })).toMatchObject({
    count: 2, exact: true, first: '2025-01-03T00:05:00.000Z', last: '2025-02-28T23:55:00.000Z',
  }) // prettier-ignore
  expect(await backfills.start(id, { since, until, onlyMissed: true, concurrency: 1 })).toMatchObject({ total: 2 })
  await expect(backfills.start(id, { since, until, onlyMissed: false, concurrency: 1 })).rejects.toMatchObject({
    code: 'backfill-too-large',
  })
})

test('what makes no sense is refused, and says how much it would have been', async () => {
  const { id, flowId } = await scheduled(store, mine, later)
  const { backfills } = mine.schedules
  const ten = { since: '2016-01-01T00:00:00Z', until: '2025-12-31T23:00:00Z', onlyMissed: false }
  expect(await backfills.preview(id, ten)).toMatchObject({ exact: false, last: null })
  const hours = (Date.parse(ten.until) - Date.parse(ten.since)) / 3_600_000
  await expect(backfills.start(id, { ...ten, concurrency: 1 })).rejects.toMatchObject({
    code: 'backfill-too-large',
    params: { count: hours + 1, most: 10_000 },
  })
  await expect(backfills.start(id, { ...range, since: range.until, until: range.since, concurrency: 1 })).rejects.toMatchObject({
    code: 'backfill-range',
  })
  await expect(backfills.preview(id, { ...range, since: '2039-01-01T00:00:00Z', until: '2039-02-01T00:00:00Z' })).rejects.toMatchObject({
    code: 'backfill-range',
  })
  const none = { ...range, since: '2026-01-01T00:10:00Z', until: '2026-01-01T00:20:00Z' }
  await expect(backfills.start(id, { ...none, concurrency: 1 })).rejects.toMatchObject({ code: 'backfill-empty' })
  await mine.flows.unpublish(flowId)
  await expect(backfills.start(id, { ...range, concurrency: 1 })).rejects.toMatchObject({ code: 'not-published' })
  await expect(backfills.cancel(id)).rejects.toMatchObject({ code: 'not-found' })
})

test('retention keeps the newest ticks of a schedule; what it forgot is not taken for missed', async () => {
  const { id } = await scheduled(store, mine, later)
  const { workspaceId } = await store.database.schedule.findFirstOrThrow({ where: { id } })
  const hour = (n: number): Date => new Date(Date.parse('2026-01-01T00:00:00Z') + n * 3_600_000)
  const tick = { workspaceId, scheduleId: id, notBefore: new Date(), firedAt: new Date() }
  const states = ['started', 'started', 'skipped', 'started', 'skipped', 'started', 'waiting'] as const
  for (const [n, state] of states.entries())
    await store.database.tick.create({
      data: { ...tick, due: hour(n), state, ...(state === 'waiting' ? { notBefore: new Date('2040-01-01T00:00:00Z') } : {}) },
    })
  const wide = { since: hour(0).toISOString(), until: hour(6).toISOString(), onlyMissed: true }
  expect(await mine.schedules.backfills.preview(id, wide)).toMatchObject({ count: 3, unknownUntil: null })
  await deleteOldTicks(store.database, workspaceId, 30, 4)
  expect(await ticksOf(store, id)).toEqual(['02:00 skipped', '03:00 started', '04:00 skipped', '05:00 started', '06:00 waiting'])
  expect(await mine.schedules.backfills.preview(id, wide)).toMatchObject({
    count: 3,
    first: hour(2).toISOString(),
    unknownUntil: hour(1).toISOString(),
  })
  expect(await mine.schedules.backfills.preview(id, { ...wide, since: hour(2).toISOString() })).toMatchObject({
    count: 3,
    unknownUntil: null,
  })
  expect(await mine.schedules.backfills.preview(id, { ...wide, onlyMissed: false })).toMatchObject({ count: 7, unknownUntil: null })

  // Old ones go whatever their due time was; a backfill keeps its progress until it is old itself.
  const backfill = await mine.schedules.backfills.start(id, { ...wide, concurrency: 16 })
  await fire()
  await endRuns(store, id)
  await fire()
  await store.database.tick.updateMany({ where: { scheduleId: id, due: { lt: hour(5) } }, data: { firedAt: new Date(0) } })
  await deleteOldTicks(store.database, workspaceId, 30, 4)
  expect((await ticksOf(store, id)).map((text) => text.slice(0, 13))).toEqual(['05:00 started', '06:00 waiting'])
  expect(await mine.schedules.backfills.list(id)).toMatchObject([{ id: backfill.id, state: 'done', total: 3, succeeded: 3 }])
  await store.database.backfill.update({ where: { id: backfill.id }, data: { finishedAt: new Date(0) } })
  await deleteOldTicks(store.database, workspaceId, 30, 4)
  expect(await mine.schedules.backfills.list(id)).toEqual([])
  expect(await ticksOf(store, id, backfill.id)).toEqual([])
  // The backfill had run up to six o'clock.
  expect(await mine.schedules.backfills.preview(id, wide)).toMatchObject({ count: 0, unknownUntil: hour(6).toISOString() })
})
