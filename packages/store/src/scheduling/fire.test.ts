import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { endRuns, scheduled, testClock, ticksOf, type TestClock } from '../../test/schedules.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { endBackfills, fireDue } from './fire.ts'
import { nextLook } from './next-look.ts'

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

/** Looks until nothing is left to do, as a scheduler does. */
async function fireAll({ clock }: TestClock): Promise<void> {
  while ((await fireDue(store.database, clock, 20)).length > 0);
  await endBackfills(store.database)
}
const runsOf = (id: string) => store.database.run.findMany({ where: { triggerRef: id }, orderBy: { createdAt: 'asc' } })

test('a tick, its run and the next due time are there together', async () => {
  const at = testClock('2030-05-01T10:00:00.400Z')
  const parameters = { since: '{{previous_due}}', name: 'for {{due_date}}' }
  const { id } = await scheduled(store, mine, { name: 'Hourly', zone: 'Asia/Shanghai', parameters }, '2030-05-01T10:00:00Z')
  await fireAll(at)
  const [run] = await runsOf(id)
  expect(run).toMatchObject({
    status: 'queued',
    trigger: 'schedule',
    triggerRef: id,
    published: true,
    flowRevision: 1,
    startedBy: 'Hourly',
    parameters: { since: '2030-05-01T17:00:00', name: 'for 2030-05-01' },
  })
  expect(await mine.schedules.ticks(id, { limit: 10, offset: 0 })).toMatchObject({
    total: 1,
    ticks: [
      { due: '2030-05-01T10:00:00.000Z', state: 'started', firedAt: '2030-05-01T10:00:00.400Z', run: { id: run?.id, status: 'queued' } },
    ],
  })
  expect(await mine.schedules.read(id)).toMatchObject({ nextDue: '2030-05-01T11:00:00.000Z', lastTicks: [{ state: 'started' }] })
  expect((await mine.runs.events(run!.id, 0)).map(({ type }) => type)).toEqual(['status'])
  await mine.schedules.setPaused(id, true)
})

test('a clock that jumps back fires nothing twice, one that jumps forward loses nothing', async () => {
  const at = testClock('2030-05-01T10:00:01Z')
  const { id } = await scheduled(store, mine, { overlap: 'allow', missed: 'all' }, '2030-05-01T10:00:00Z')
  await fireAll(at)
  at.move(-3_600_000)
  await fireAll(at)
  expect(await ticksOf(store, id)).toEqual(['10:00 started'])
  // Changed while the clock is wrong: the due time that has fired stays fired.
  const input = await mine.schedules.read(id)
  await store.database.schedule.updateMany({ where: { id }, data: { nextDue: new Date('2030-05-01T10:00:00Z') } })
  expect(input.nextDue).toBe('2030-05-01T11:00:00.000Z')
  at.set('2030-05-01T10:00:02Z')
  await fireAll(at)
  expect(await ticksOf(store, id)).toEqual(['10:00 started'])
  at.set('2030-05-01T14:20:00Z')
  for (let i = 0; i < 5; i++) {
    await endRuns(store, id)
    await fireAll(at)
  }
  expect(await ticksOf(store, id)).toEqual(['10:00 started', ...[11, 12, 13, 14].map((hour) => `${hour}:00 started catch-up`)])
  expect(await runsOf(id)).toHaveLength(5)
  await mine.schedules.remove(id)
})

describe('overlap', () => {
  const run = async (overlap: 'skip' | 'queue' | 'cancel-previous' | 'allow') => {
    const at = testClock('2030-05-01T10:00:00Z')
    const { id } = await scheduled(store, mine, { overlap }, '2030-05-01T10:00:00Z')
    for (let hour = 0; hour < 3; hour++) {
      await fireAll(at)
      at.move(3_600_000)
    }
    const meanwhile = await ticksOf(store, id)
    const looks = await nextLook(store.database, at.clock)
    await endRuns(store, id)
    at.move(-60_000)
    await fireAll(at)
    const after = await ticksOf(store, id)
    const runs = (await runsOf(id)).map(({ status }) => status)
    await mine.schedules.setPaused(id, true)
    return { meanwhile, after, runs, blocked: looks.blocked }
  }

  test('skip tells why', async () => {
    expect(await run('skip')).toMatchObject({
      meanwhile: ['10:00 started', '11:00 skipped overlap', '12:00 skipped overlap'],
      runs: ['succeeded'],
    })
  })
  test('queue starts the next when the one before has ended', async () => {
    expect(await run('queue')).toEqual({
      meanwhile: ['10:00 started', '11:00 waiting queued', '12:00 waiting queued'],
      after: ['10:00 started', '11:00 started queued', '12:00 waiting queued'],
      runs: ['succeeded', 'queued'],
      blocked: true,
    })
  })
  test('cancel previous ends what runs; the newest follows', async () => {
    expect(await run('cancel-previous')).toMatchObject({ after: ['10:00 started', '11:00 started cancelling', '12:00 started cancelling'] })
  })
  test('allow', async () => {
    expect(await run('allow')).toMatchObject({ meanwhile: ['10:00 started', '11:00 started', '12:00 started'] })
  })
})

test("two schedules of one flow do not stand in each other's way", async () => {
  const at = testClock('2030-05-01T10:00:00Z')
  const { id, flowId } = await scheduled(store, mine, {}, '2030-05-01T10:00:00Z')
  const input = await mine.schedules.read(id)
  const { kind, expression, zone, startsAt, endsAt, jitterSeconds, overlap, missed, parameters } = input
  const other = await mine.schedules.create(flowId, {
    kind,
    expression,
    zone,
    startsAt,
    endsAt,
    jitterSeconds,
    overlap,
    missed,
    parameters,
    name: 'Other',
  })
  await store.database.schedule.updateMany({ where: { id: other.id }, data: { nextDue: new Date('2030-05-01T10:00:00Z') } })
  await fireAll(at)
  expect([await ticksOf(store, id), await ticksOf(store, other.id)]).toEqual([['10:00 started'], ['10:00 started']])
  for (const one of [id, other.id]) await mine.schedules.remove(one)
})

test('jitter: the tick waits, and starts at its own moment', async () => {
  const at = testClock('2030-05-01T10:00:00Z')
  const { id } = await scheduled(store, mine, { jitterSeconds: 600 }, '2030-05-01T10:00:00Z')
  await fireAll(at)
  const [tick] = await store.database.tick.findMany({ where: { scheduleId: id } })
  expect(tick).toMatchObject({ state: 'waiting' })
  const { inMs } = await nextLook(store.database, at.clock)
  expect(inMs).toBe(tick!.notBefore.getTime() - Date.parse('2030-05-01T10:00:00Z'))
  at.move(inMs! - 1)
  await fireAll(at)
  expect(await runsOf(id)).toHaveLength(0)
  at.move(1)
  await fireAll(at)
  expect(await ticksOf(store, id)).toEqual(['10:00 started'])
  await mine.schedules.setPaused(id, true)
})

test('an unpublished flow skips and says so; a paused workspace catches up by the policy of missed ticks', async () => {
  const at = testClock('2030-05-01T10:00:00Z')
  const { id, flowId } = await scheduled(store, mine, { missed: 'once' }, '2030-05-01T10:00:00Z')
  await mine.flows.unpublish(flowId)
  await fireAll(at)
  expect(await ticksOf(store, id)).toEqual(['10:00 skipped not-published'])
  await mine.flows.publish(flowId, 1)
  await mine.settings.write({ paused: true })
  at.set('2030-05-01T13:30:00Z')
  await fireAll(at)
  expect(await ticksOf(store, id)).toHaveLength(1)
  expect((await nextLook(store.database, at.clock)).inMs).toBeUndefined()
  await mine.settings.write({ paused: false })
  await fireAll(at)
  expect((await ticksOf(store, id)).slice(1)).toEqual(['12:00 skipped missed-merged ×2', '13:00 started catch-up'])
  await mine.schedules.setPaused(id, true)
})

test('a paused schedule misses nothing: it goes on at its next due time', async () => {
  const at = testClock('2030-05-01T10:00:00Z')
  const { id } = await scheduled(store, mine, { jitterSeconds: 3_600, missed: 'all' }, '2030-05-01T10:00:00Z')
  await fireAll(at)
  await mine.schedules.setPaused(id, true)
  expect(await ticksOf(store, id)).toEqual(['10:00 skipped paused'])
  at.set('2030-05-01T20:00:00Z')
  await fireAll(at)
  expect(await ticksOf(store, id)).toHaveLength(1)
  const resumed = await mine.schedules.setPaused(id, false)
  expect(Date.parse(resumed.nextDue ?? '')).toBeGreaterThan(Date.now())
  await mine.schedules.remove(id)
})

test('a flow in the trash starts nothing; restored, its schedules are paused', async () => {
  const at = testClock('2030-05-01T10:00:00Z')
  const { id, flowId } = await scheduled(store, mine, { overlap: 'queue' }, '2030-05-01T10:00:00Z')
  await fireAll(at)
  at.move(3_600_000)
  await fireAll(at)
  const [run] = await runsOf(id)
  await store.database.run.updateMany({ where: { id: run!.id }, data: { status: 'running' } })
  await mine.flows.remove(flowId)
  at.move(3_600_000)
  await fireAll(at)
  expect(await ticksOf(store, id)).toEqual(['10:00 started', '11:00 skipped flow-deleted'])
  expect(await runsOf(id)).toMatchObject([{ status: 'running' }])
  await expect(mine.schedules.read(id)).rejects.toMatchObject({ code: 'not-found' })
  await mine.flows.restore(flowId)
  expect(await mine.schedules.read(id)).toMatchObject({ paused: true })
})

test('one look does a bounded amount of work, however far behind it is; the next goes on', async () => {
  const at = testClock('2030-05-01T10:00:25Z')
  const all = await Promise.all(
    Array.from({ length: 5 }, () => scheduled(store, mine, { expression: '* * * * * *', overlap: 'allow' }, '2030-05-01T10:00:00Z')),
  )
  const runs = () => store.database.run.count({ where: { triggerRef: { in: all.map(({ id }) => id) } } })
  await fireDue(store.database, at.clock, 20)
  expect(await runs()).toBe(60)
  await fireAll(at)
  expect(await runs()).toBe(5 * 26)
  for (const { id } of all) await mine.schedules.remove(id)
})

test('one schedule that fails keeps nobody else from firing', async () => {
  const at = testClock('2030-05-01T10:00:00Z')
  const bad = await scheduled(store, mine, {}, '2030-05-01T10:00:00Z')
  const good = await scheduled(store, mine, {}, '2030-05-01T10:00:00Z')
  await store.database.schedule.updateMany({ where: { id: bad.id }, data: { zone: 'Europe/Atlantis' } })
  const failure: unknown = await fireDue(store.database, at.clock, 20).catch((error: unknown) => error)
  expect(failure).toMatchObject({ scheduleId: bad.id })
  expect(await fireDue(store.database, at.clock, 20, [bad.id])).toContain(good.id)
  await store.database.schedule.deleteMany({ where: { id: { in: [bad.id, good.id] } } })
})

test('another workspace sees and changes no schedule', async () => {
  const { id, flowId } = await scheduled(store, mine, {})
  const other = await store.database.workspace.create({ data: { name: 'Other' } })
  const { schedules } = store.inWorkspace(other.id, 'Eve')
  const input = await mine.schedules.read(id)
  const denied = { code: 'not-found' }
  expect(await schedules.list()).toEqual([])
  await expect(schedules.read(id)).rejects.toMatchObject(denied)
  await expect(schedules.create(flowId, input)).rejects.toMatchObject(denied)
  await expect(schedules.save(id, input)).rejects.toMatchObject(denied)
  await expect(schedules.setPaused(id, true)).rejects.toMatchObject(denied)
  await expect(schedules.remove(id)).rejects.toMatchObject(denied)
  await expect(schedules.runNow(id)).rejects.toMatchObject(denied)
  await expect(schedules.ticks(id, { limit: 1, offset: 0 })).rejects.toMatchObject(denied)
  await expect(schedules.backfills.list(id)).rejects.toMatchObject(denied)
  expect(await schedules.fires('2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z')).toEqual([])
})
