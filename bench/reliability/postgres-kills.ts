import { mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processesIn, readPostmaster, signal } from '../../apps/cli/src/postgres/process.ts'
import { superviseChild, type Child } from '../../apps/cli/src/start/child.ts'
import { openDatabase } from '../../apps/cli/src/start/database.ts'
import { rowsOf } from '../../packages/store/test/database.ts'
import { seededRandom } from '../measure/random.ts'
import { programOf } from './programs.ts'
import { Tally, type Report, type TrialOptions } from './report.ts'
import { untilRun } from './run-state.ts'
import { openSite, type Site } from './site.ts'
import { lookAt, makeTables, stagingLeft, startWork } from './work.ts'

export interface PostgresKills extends TrialOptions {
  readonly rows: number
  readonly workers: number
  /** Longest time that PostgreSQL lives, in milliseconds. */
  readonly livesMs: number
}

/**
 * Kills PostgreSQL (the whole of it, or one of its processes) while runs are at work that write into it, and leaves everything else
 * to the product: it starts PostgreSQL again and its workers where they ended. Is every acknowledged run done once?
 */
export async function postgresKills({ seed, times, rows, workers, livesMs, say }: PostgresKills): Promise<Report> {
  const home = mkdtempSync(join(tmpdir(), 'sluice-postgres-kills-'))
  chmodSync(home, 0o755)
  const folder = join(home, 'postgres')
  let revived = 0
  const database = await openDatabase({ folder, keyFile: join(home, 'master.key') }, () => revived++)
  try {
    await rowsOf(database.url, 'CREATE DATABASE target')
    const targetUrl = new URL(database.url)
    targetUrl.pathname = '/target'
    await using site = await openSite({ databaseUrl: database.url, targetUrl: targetUrl.href, key: join(home, 'master.key') })
    await makeTables(site)
    let restarts = 0
    const children = await Promise.all(Array.from({ length: workers }, (_, i) => supervise(site, `worker-${i}`, () => restarts++)))
    try {
      const traffic = new Traffic(site, rows, workers)
      const went = await killAgain({ seed, times, livesMs, say }, folder, traffic)
      await traffic.end()
      const { tally, losses } = traffic
      return {
        times,
        lost: tally.lost,
        doubled: tally.doubled,
        took: { 'runs went on': went },
        facts: { runs: tally.runs, rows: tally.runs * rows, 'postgresql started again': revived, 'workers started again': restarts, 'runs taken from living workers': losses }, // prettier-ignore
        failures: [...tally.failures, ...(await stagingLeft(site))],
      } // prettier-ignore
    } finally {
      await Promise.all(children.map((child) => child.stop({ patienceMs: 0, hurry: new AbortController().signal })))
    }
  } finally {
    await database.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A worker as the start command keeps it. */
const supervise = (site: Site, name: string, onRestart: () => void): Promise<Child> =>
  superviseChild(
    { name, ...programOf('worker'), env: { ...site.environment, SLUICE_WORKER_NAME: name }, logFile: join(site.data, `${name}.log`) },
    onRestart,
  )

/** Gives the milliseconds from each kill until the first run ended after it. */
async function killAgain(
  { seed, times, livesMs, say }: Omit<PostgresKills, 'rows' | 'workers'>,
  folder: string,
  traffic: Traffic,
): Promise<number[]> {
  // prettier-ignore
  const random = seededRandom(seed)
  const went: number[] = []
  for (let kill = 1; kill <= times; kill++) {
    await delay(random() * livesMs)
    const all = processesIn(folder)
    const postmaster = readPostmaster(folder)?.pid
    // Two of three times everything; else one of its processes, upon which it ends all others and recovers.
    const victim = random() < 2 / 3 ? postmaster : all[Math.floor(random() * all.length)]
    const killed = performance.now()
    if (victim !== undefined) signal(victim, 'SIGKILL')
    await traffic.nextEnd()
    went.push(performance.now() - killed)
    if (kill % 10 === 0) say(`${kill} kills, ${traffic.tally.runs} runs`)
  }
  return went
}

/** Runs one after the other, some at the same time, for as long as the trial goes on. */
class Traffic {
  readonly tally = new Tally()
  /** How often a run was taken from its worker; none of them died. */
  losses = 0
  readonly #site: Site
  readonly #lanes: Promise<void>[]
  #over = false
  #started = 0
  #waiting: (() => void)[] = []

  constructor(site: Site, rows: number, lanes: number) {
    this.#site = site
    this.#lanes = Array.from({ length: lanes }, (_, lane) => this.#lane(rows, lane * rows))
  }

  /** Resolves when the next run has ended. */
  nextEnd(): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => this.#waiting.push(resolve)), ...this.#lanes])
  }

  async end(): Promise<void> {
    this.#over = true
    await Promise.all(this.#lanes)
  }

  async #lane(rows: number, firstKey: number): Promise<void> {
    while (!this.#over) {
      // What was not acknowledged is not counted, whether it is there or not.
      const work = await startWork(this.#site, `run${++this.#started}`, rows, firstKey).catch(() => undefined)
      if (work === undefined) {
        await delay(100)
        continue
      }
      await untilRun(this.#site, work.runId)
      for (const wake of this.#waiting.splice(0)) wake()
      this.tally.add(await untilAnswered(() => lookAt(this.#site, work)))
      const run = await untilAnswered(() => this.#site.store.database.run.findUniqueOrThrow({ where: { id: work.runId } }))
      this.losses += run.losses
    }
  }
}

/** The database may be killed while we look. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries > 100) throw error
      await delay(200)
    }
  }
}
