import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { join } from 'node:path'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { endRuns, scheduled, skewed, ticksOf } from '../../test/schedules.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { type RunningScheduler } from './scheduler.ts'

let database: TestDatabase
let store: Store
let mine: Workspace
beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
  mine = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
})
// A schedule of one test is none of another's.
afterEach(() => store.database.schedule.deleteMany())
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

const until = (condition: () => Promise<void>) => vi.waitFor(condition, { timeout: 40_000, interval: 50 })

interface Running extends AsyncDisposable {
  readonly scheduler: RunningScheduler
  readonly failures: readonly unknown[]
}
async function running(options: Omit<NonNullable<Parameters<Store['startScheduler']>[1]>, 'onError'> = {}): Promise<Running> {
  const notifications = await store.listen()
  const failures: unknown[] = []
  const scheduler = store.startScheduler(notifications, { ...options, onError: (error) => failures.push(error) })
  return {
    scheduler,
    failures,
    [Symbol.asyncDispose]: async () => {
      await scheduler.stop()
      await notifications.close()
    },
  }
}

/** Every due time once: no second is left out, none has two runs, no run is without its tick. */
async function expectOneRunPerTick(id: string): Promise<void> {
  const ticks = await store.database.tick.findMany({ where: { scheduleId: id }, orderBy: { due: 'asc' } })
  const first = ticks[0]!.due.getTime()
  expect(ticks.map(({ due }) => (due.getTime() - first) / 1_000)).toEqual(ticks.map((_, i) => i))
  const started = ticks.flatMap(({ runId }) => runId ?? [])
  const runs = await store.database.run.findMany({ where: { triggerRef: id }, select: { id: true } })
  expect(started.sort()).toEqual(runs.map((run) => run.id).sort())
  expect(started).toHaveLength(ticks.filter(({ state }) => state === 'started').length)
}

test('two programs with wrong clocks, killed again and again: exactly one run for each tick', async () => {
  const entry = join(process.env['SLUICE_TEST_PROGRAMS'] ?? '', 'run-scheduler.js')
  const begin = (skew: number): ChildProcess =>
    fork(entry, [], {
      env: { ...process.env, DATABASE_URL: database.url, SKEW_MS: String(skew) },
    })
  const every = { expression: '* * * * * *', overlap: 'allow', missed: 'all' } as const
  const all = await Promise.all(Array.from({ length: 10 }, () => scheduled(store, mine, every)))
  const ticks = () => store.database.tick.count()
  const skews = [-3_600_000, 86_400_000]
  const children = skews.map(begin)
  try {
    await until(async () => expect(await ticks()).toBeGreaterThan(20))
    for (let kill = 0; kill < 2; kill++) {
      const before = await ticks()
      const at = kill % 2
      children[at]!.kill('SIGKILL')
      await once(children[at]!, 'exit')
      children[at] = begin(skews[at]!)
      await until(async () => expect(await ticks()).toBeGreaterThan(before + 15))
    }
  } finally {
    for (const child of children) {
      if (child.exitCode !== null) continue
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
  for (const { id } of all) await expectOneRunPerTick(id)
}, 180_000)

test('a clock that jumps about between two schedulers: each due time still once', async () => {
  let ms = 0
  const { id } = await scheduled(store, mine, { expression: '* * * * * *', overlap: 'allow', missed: 'all' })
  const count = () => store.database.tick.count({ where: { scheduleId: id } })
  {
    await using one = await running({ clock: skewed(() => ms) })
    await using two = await running({ clock: skewed(() => -ms) })
    for (const jump of [2_000, -2_000]) {
      ms = jump
      const before = await count()
      await until(async () => expect(await count()).toBeGreaterThan(before + 1))
    }
    expect([one.failures, two.failures]).toEqual([[], []])
  }
  await endRuns(store, id)
  await expectOneRunPerTick(id)
}, 90_000)

test('a clock that was far ahead leaves no schedule silent: neither when it goes back under a scheduler, nor before one starts', async () => {
  let ms = 0
  const { id } = await scheduled(store, mine, { kind: 'interval', expression: '1s', overlap: 'allow' })
  const ticks = () => store.database.tick.count({ where: { scheduleId: id } })
  const dueAhead = async () => (await store.database.schedule.findUniqueOrThrow({ where: { id } })).nextDue!.getTime() - Date.now()
  {
    await using _one = await running({ clock: skewed(() => ms) })
    ms = 86_400_000
    await until(async () => expect(await dueAhead()).toBeGreaterThan(80_000_000))
    ms = 0
    await until(async () => expect(await dueAhead()).toBeLessThan(60_000))
    const before = await ticks()
    await until(async () => expect(await ticks()).toBeGreaterThan(before + 1))
    ms = 86_400_000
    await until(async () => expect(await dueAhead()).toBeGreaterThan(80_000_000))
  }
  await using _two = await running()
  await until(async () => expect(await dueAhead()).toBeLessThan(60_000))
  await endRuns(store, id)
}, 90_000)

test('a new schedule is fired without waiting for the next look, an ended run lets the next tick start', async () => {
  await using _running = await running()
  const { id } = await scheduled(store, mine, { kind: 'interval', expression: '1s', overlap: 'queue' })
  await until(async () => expect((await ticksOf(store, id)).map((text) => text.slice(6))).toContain('waiting queued'))
  const [run] = await store.database.run.findMany({ where: { triggerRef: id } })
  await mine.runs.cancel(run!.id)
  await until(async () => expect(await store.database.run.count({ where: { triggerRef: id } })).toBe(2))
}, 90_000)

test('a stand-by fires what nobody else does', async () => {
  await using _standBy = await running({ standBy: 500 })
  const { id } = await scheduled(store, mine, { expression: '* * * * * *', overlap: 'allow' })
  await until(async () => expect((await ticksOf(store, id)).length).toBeGreaterThan(0))
  const [tick] = await store.database.tick.findMany({ where: { scheduleId: id }, include: { run: true } })
  expect(tick!.run!.createdAt.getTime() - tick!.due.getTime()).toBeGreaterThanOrEqual(500)
}, 90_000)

test('a schedule that can not be fired is told of and left alone; others go on', async () => {
  const bad = await scheduled(store, mine, { expression: '* * * * * *' })
  await store.database.schedule.updateMany({ where: { id: bad.id }, data: { zone: 'Europe/Atlantis' } })
  await using one = await running()
  const good = await scheduled(store, mine, { expression: '* * * * * *' })
  await until(async () => expect((await ticksOf(store, good.id)).length).toBeGreaterThan(1))
  expect(one.failures.length).toBeGreaterThan(0)
  for (const failure of one.failures) expect(failure).toMatchObject({ scheduleId: bad.id })
  expect(one.failures.length).toBeLessThan(8)
}, 90_000)
