import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { migrate, openStore, type Store, type Workspace } from '@sluice/store'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { endRuns, scheduled } from '../../packages/store/test/schedules.ts'
import { pick, seededRandom } from '../measure/random.ts'
import { programOf, startProgram, type Started } from './programs.ts'
import { type Report, type TrialOptions } from './report.ts'

export interface ServersOptions extends TrialOptions {
  readonly kills: number
  /** Longest time between two kills, in milliseconds. */
  readonly livesMs: number
  /** Seconds from one tick of a schedule to the next: each divides a minute. */
  readonly periods: readonly [number, ...number[]]
}

const HOUR_MS = 3_600_000
const EVERY_MS = 200
const LONGEST_WAIT_MS = 600_000

/**
 * Two servers on one database, their clocks wrong by hours and jumping, killed again and again, while `times` schedules are due every few
 * seconds: has every due time exactly one tick, and every tick exactly one run?
 */
export async function twoServers({ seed, times, kills, livesMs, periods, say }: ServersOptions): Promise<Report> {
  const random = seededRandom(seed)
  await using database = await emptyDatabase()
  await using pair = await openPair(database.url, random)
  const schedules: Scheduled[] = []
  for (let i = 0; i < times; i++) schedules.push(await schedule(pair.store, pair.workspace, pick(random, periods)))
  for (let kill = 1; kill <= kills; kill++) {
    await delay(random() * livesMs)
    // Clocks jump in between, and now and then both servers are gone.
    pair.jump(random() < 0.5 ? 0 : 1)
    await (random() < 0.2 ? Promise.all([pair.kill(0), pair.kill(1)]) : pair.kill(random() < 0.5 ? 0 : 1))
    if (kill % 10 === 0) say(`${kill} kills`)
  }
  const until = await databaseNow(pair.store)
  await untilFired(pair.store, schedules, until)
  const found: Awaited<ReturnType<typeof look>>[] = []
  for (const one of schedules) found.push(await look(pair.store, one, until))
  const sum = (of: 'lost' | 'doubled' | 'ticks' | 'stray'): number => found.reduce((total, one) => total + one[of], 0)
  const stray = sum('stray')
  return {
    times,
    lost: sum('lost'),
    doubled: sum('doubled'),
    took: { 'fired after its due time': found.flatMap(({ lateMs }) => lateMs) },
    facts: { ticks: sum('ticks'), kills },
    failures: stray === 0 ? [] : [`${stray} ticks at times that are not due`],
  }
}

interface Pair extends AsyncDisposable {
  readonly store: Store
  readonly workspace: Workspace
  /** Kills a server and starts it again with another wrong clock. */
  readonly kill: (which: 0 | 1) => Promise<void>
  /** Lets the clock of a server jump. */
  readonly jump: (which: 0 | 1) => void
}

const SKEWED_CLOCK = new URL('../../packages/store/test/skewed-clock.ts', import.meta.url).href

async function openPair(databaseUrl: string, random: () => number): Promise<Pair> {
  const data = mkdtempSync(join(tmpdir(), 'sluice-servers-'))
  await migrate(databaseUrl)
  const key = join(data, 'master.key')
  const store = await openStore(databaseUrl, { key: { file: key } })
  const workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'trial')
  const server = programOf('server')
  const program = { ...server, execArgv: ['--import', import.meta.resolve('tsx'), '--import', SKEWED_CLOCK, ...server.execArgv] }
  const begin = (): Promise<Started> => {
    // Up to a day, in either direction.
    const skew = Math.round((random() - 0.5) * 48 * HOUR_MS)
    return startProgram(program, { DATABASE_URL: databaseUrl, SLUICE_DATA: data, SLUICE_KEY_FILE: key, SLUICE_PORT: '0', SLUICE_DESIGN_ENGINES: '0', SKEW_MS: String(skew) }) // prettier-ignore
  }
  const servers: [Started, Started] = [await begin(), await begin()]
  return {
    store,
    workspace,
    kill: async (which) => {
      await servers[which].kill()
      servers[which] = await begin()
    },
    jump: (which) => void servers[which].child.kill('SIGUSR2'),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map((one) => one.kill()))
      await store.close()
      rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Scheduled {
  readonly id: string
  readonly periodMs: number
  readonly firstDue: number
}

async function schedule(store: Store, workspace: Workspace, seconds: number): Promise<Scheduled> {
  const expression = seconds === 1 ? '* * * * * *' : `*/${seconds} * * * * *`
  const { id } = await scheduled(store, workspace, { expression, overlap: 'allow', missed: 'all' })
  const { createdAt } = await store.database.schedule.findUniqueOrThrow({ where: { id } })
  const periodMs = seconds * 1_000
  return { id, periodMs, firstDue: (Math.floor(createdAt.getTime() / periodMs) + 1) * periodMs }
}

async function databaseNow(store: Store): Promise<number> {
  const [row] = await store.database.$queryRaw<{ at: Date }[]>`SELECT now() AS at`
  return row?.at.getTime() ?? 0
}

/** Waits until every schedule has dealt with all that was due. What is caught up starts when nothing else runs: runs are ended as by workers. */
async function untilFired(store: Store, schedules: readonly Scheduled[], until: number): Promise<void> {
  const deadline = performance.now() + LONGEST_WAIT_MS
  const due = { lte: new Date(until) }
  const isBehind = async (): Promise<boolean> =>
    (await store.database.schedule.count({ where: { nextDue: due } })) +
      (await store.database.tick.count({ where: { due, state: 'waiting' } })) >
    0
  while (await isBehind()) {
    if (performance.now() > deadline) return
    await Promise.all(schedules.map(({ id }) => endRuns(store, id)))
    await delay(EVERY_MS)
  }
}

/** Compares the ticks and runs of a schedule with what a calendar of full periods says. */
async function look(store: Store, { id, periodMs, firstDue }: Scheduled, until: number) {
  const { database } = store
  // All as of one moment: the servers go on firing.
  const [ticks, runs, later] = await database.$transaction(
    [
      database.tick.findMany({ where: { scheduleId: id, due: { lte: new Date(until) } } }),
      database.run.findMany({ where: { triggerRef: id }, select: { id: true } }),
      database.tick.count({ where: { scheduleId: id, due: { gt: new Date(until) }, runId: { not: null } } }),
    ],
    { isolationLevel: 'RepeatableRead' },
  )
  const mine = new Set(ticks.flatMap(({ runId }) => runId ?? []))
  const expected = Math.max(0, Math.floor((until - firstDue) / periodMs) + 1)
  const started = ticks.filter(({ runId, covers }) => runId !== null && covers === 1)
  const due = new Set(started.map((tick) => tick.due.getTime()))
  let lost = 0
  for (let i = 0; i < expected; i++) if (!due.has(firstDue + i * periodMs)) lost++
  // A schedule that is made at the very moment when it is due may take that moment for its first.
  const stray = ticks.filter((tick) => tick.due.getTime() < firstDue - periodMs || (tick.due.getTime() - firstDue) % periodMs !== 0).length
  return {
    lost,
    // Runs that no tick knows, due times with two ticks, ticks that share a run.
    doubled: runs.length - later - mine.size + (started.length - due.size) + (started.length - mine.size),
    ticks: ticks.length,
    stray,
    lateMs: ticks.flatMap(({ firedAt, due: at }) => (firedAt === null ? [] : [firedAt.getTime() - at.getTime()])),
  }
}
