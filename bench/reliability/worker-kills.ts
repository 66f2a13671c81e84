import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { pick, seededRandom } from '../measure/random.ts'
import { engineOf } from './processes.ts'
import { type Started } from './programs.ts'
import { GOES_ON_MS, Tally, type Report, type TrialOptions } from './report.ts'
import { expireLease, untilRun } from './run-state.ts'
import { openSite, type Site } from './site.ts'
import { lookAt, makeTables, stagingLeft, startWork, type Work } from './work.ts'

/** Places of the commit protocol, as the engine's crash points name them. */
const POINTS = ['prepared-one', 'before-commit', 'after-commit', 'before-apply', 'after-apply', 'before-end'] as const

/** One kill: of a worker or of its engine process, at a random time of a run or at a named point. */
interface Kill {
  readonly victim: 'host' | 'engine'
  readonly at: 'random' | (typeof POINTS)[number]
}

/** Kills with so many of workers, and one of an engine for every three of these. Of three two are at random times and one at a named point. */
function planKills(random: () => number, workers: number): Kill[] {
  const kills: Kill[] = []
  for (let left = workers; left > 0;) {
    const victim = random() < 0.75 ? 'host' : 'engine'
    if (victim === 'host') left--
    kills.push({ victim, at: random() < 2 / 3 ? 'random' : pick(random, POINTS) })
  }
  return kills
}

/** `times` are the kills of workers; those of engines come on top. */
export interface KillOptions extends TrialOptions {
  /** Installations that are tried side by side, each with a database, a target and a worker of its own. */
  readonly lanes: number
  readonly rows: number
  /** Ends the lease of a lost run at once instead of waiting for it: the times tell nothing then. */
  readonly hurried?: boolean
}

/** As the start command waits before it starts a program again. */
const RESTART_MS = 250
/** A run that is longer than this is not expected: the random moment of a kill is looked for in this time. */
const FIRST_GUESS_MS = 1_500
/** Kills of one run: after three losses a run ends, which is a promise of its own. */
const MOST_KILLS_OF_ONE = 2

const AFTER_WORKER = 'run went on after its worker'

/** Kills workers and engine processes while runs are at work: is every row of every run in each sink once, and how soon does a run go on? */
export async function workerKills({ seed, times, lanes, rows, hurried = false, say }: KillOptions): Promise<Report> {
  const tally = new Tally()
  const took: { worker: number[]; engine: number[] } = { worker: [], engine: [] }
  const shares = Array.from({ length: lanes }, (_, i) => Math.floor(times / lanes) + (i < times % lanes ? 1 : 0))
  await Promise.all(
    shares.map(async (share, i) => {
      const random = seededRandom(seed * 1_000 + i)
      await using product = await emptyDatabase()
      await using target = await emptyDatabase()
      await using site = await openSite({ databaseUrl: product.url, targetUrl: target.url })
      await makeTables(site)
      const lane = new Lane(site, { random, rows, hurried })
      for (const kill of planKills(random, share)) {
        const resumed = await lane.kill(kill, tally)
        took[kill.victim === 'host' ? 'worker' : 'engine'].push(resumed)
        if ((took.worker.length + took.engine.length) % 25 === 0)
          say(`${took.worker.length + took.engine.length} kills, ${tally.runs} runs`)
      }
      await lane.end(tally)
      tally.failures.push(...(await stagingLeft(site)))
    }),
  )
  return {
    times,
    lost: tally.lost,
    doubled: tally.doubled,
    took: { [AFTER_WORKER]: took.worker, 'after its engine': took.engine },
    promised: hurried ? {} : { [AFTER_WORKER]: GOES_ON_MS },
    facts: { runs: tally.runs, rows: tally.runs * rows },
    failures: tally.failures,
  }
}

interface LaneOptions {
  readonly random: () => number
  readonly rows: number
  readonly hurried: boolean
}

/** One installation: a worker that is killed and started again, and runs one after the other. */
class Lane {
  readonly #site: Site
  readonly #options: LaneOptions
  #worker: Started | undefined
  #work: Work | undefined
  #kills = 0
  #started = 0
  #runMs = FIRST_GUESS_MS

  constructor(site: Site, options: LaneOptions) {
    this.#site = site
    this.#options = options
  }

  /** Gives the milliseconds from the kill until another attempt was at work. */
  async kill(kill: Kill, tally: Tally): Promise<number> {
    for (;;) {
      const resumed = kill.at === 'random' ? await this.#atRandom(kill.victim, tally) : await this.#atPoint(kill.victim, kill.at, tally)
      if (resumed !== undefined) return resumed
    }
  }

  /** Waits for the run in hand and looks what it has done. */
  async end(tally: Tally): Promise<void> {
    if (this.#work === undefined) return
    await this.#haveWorker()
    await untilRun(this.#site, this.#work.runId)
    tally.add(await lookAt(this.#site, this.#work))
    this.#work = undefined
  }

  /** Undefined when the run had ended before its time came. */
  async #atRandom(victim: Kill['victim'], tally: Tally): Promise<number | undefined> {
    const { random } = this.#options
    // A run that was killed once may be killed again.
    if (this.#kills >= MOST_KILLS_OF_ONE || random() < 0.75) await this.end(tally)
    const worker = await this.#haveWorker()
    const work = await this.#haveWork()
    const { attempt } = await untilRun(this.#site, work.runId, ({ status }) => status === 'running')
    const began = performance.now()
    await delay(random() * this.#runMs)
    const state = await untilRun(this.#site, work.runId, () => true)
    const engine = engineOf(worker)
    if (state.status !== 'running' || state.attempt !== attempt || (victim === 'engine' && engine === undefined)) {
      await untilRun(this.#site, work.runId)
      this.#runMs = 0.8 * this.#runMs + 0.2 * (performance.now() - began)
      await this.end(tally)
      return undefined
    }
    const killed = performance.now()
    if (victim === 'host') await worker.kill()
    else if (engine !== undefined) process.kill(engine, 'SIGKILL')
    return this.#resumed(work, attempt, victim, killed)
  }

  async #atPoint(victim: Kill['victim'], point: string, tally: Tally): Promise<number> {
    await this.end(tally)
    const worker = await this.#haveWorker()
    const gone = once(worker.child, 'exit')
    this.#site.crashAt(`${victim}:${point}:1`)
    const work = await this.#haveWork()
    if (victim === 'host') await gone
    else await untilRun(this.#site, work.runId, ({ status, attempt }) => attempt > 1 || (status === 'queued' && attempt === 1))
    this.#site.crashAt('')
    const killed = performance.now() - this.#site.sinceCrash()
    const resumed = await this.#resumed(work, 1, victim, killed)
    if (resumed === undefined) throw new Error(`run ${work.tag} was not killed at ${point}`)
    return resumed
  }

  /** Undefined when the run had ended at the moment of the kill. */
  async #resumed(work: Work, attempt: number, victim: Kill['victim'], killed: number): Promise<number | undefined> {
    this.#kills++
    if (victim === 'host') {
      if (this.#options.hurried) await expireLease(this.#site, work.runId)
      await delay(RESTART_MS)
      await this.#haveWorker()
    }
    const state = await untilRun(this.#site, work.runId, (now) => now.attempt > attempt)
    return state.attempt > attempt ? performance.now() - killed : undefined
  }

  async #haveWorker(): Promise<Started> {
    if (this.#worker?.isAlive() !== true) this.#worker = await this.#site.startWorker()
    return this.#worker
  }

  async #haveWork(): Promise<Work> {
    if (this.#work !== undefined) return this.#work
    this.#kills = 0
    this.#work = await startWork(this.#site, `run${++this.#started}`, this.#options.rows)
    return this.#work
  }
}
