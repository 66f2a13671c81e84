import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { sharedFolder } from '@sluice/store'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { pick, seededRandom } from '../measure/random.ts'
import { engineOf, isStopped } from './processes.ts'
import { type Started } from './programs.ts'
import { Tally, type Report, type TrialOptions } from './report.ts'
import { expireLease, hasGivenUp, untilRun } from './run-state.ts'
import { openSite, type Site } from './site.ts'
import { lookAt, makeTables, stagingLeft, startWork, type Work } from './work.ts'

/** Places of the commit protocol at which a worker is stopped while its engine goes on. */
const POINTS = ['prepared-one', 'before-commit', 'after-commit', 'before-apply', 'after-apply', 'before-end'] as const
const FIRST_GUESS_MS = 1_000
const EVERY_MS = 25

export interface StopOptions extends TrialOptions {
  readonly lanes: number
  readonly rows: number
  /** Ends leases at once instead of waiting for them. */
  readonly hurried?: boolean
}

/**
 * Stops the worker that has a run, alone or with its engine, until another worker has taken the run over, and lets it go on: does it
 * write anything more, into the row of the run, the tables or the files?
 */
export async function stoppedWorkers({ seed, times, lanes, rows, hurried = false, say }: StopOptions): Promise<Report> {
  const tally = new Tally()
  const took: number[] = []
  let stale = 0
  await Promise.all(
    Array.from({ length: Math.min(lanes, times) }, async (_, i) => {
      const random = seededRandom(seed * 1_000 + i)
      await using product = await emptyDatabase()
      await using target = await emptyDatabase()
      await using site = await openSite({ databaseUrl: product.url, targetUrl: target.url })
      await makeTables(site)
      const lane = new Lane(site, { random, rows, hurried })
      for (let stop = i; stop < times; stop += lanes) {
        const outcome = await lane.stopOnce(tally)
        took.push(outcome.tookOverMs)
        if (outcome.stale !== undefined) {
          stale++
          tally.failures.push(`stale write: ${outcome.stale}`)
        }
        if (took.length % 25 === 0) say(`${took.length} stops, ${stale} stale writes`)
      }
      tally.failures.push(...(await stagingLeft(site)))
    }),
  )
  const facts = { 'stale writes': stale, runs: tally.runs, rows: tally.runs * rows }
  return { times, lost: tally.lost, doubled: tally.doubled, took: { 'run went on elsewhere': took }, facts, failures: tally.failures }
}

interface LaneOptions {
  readonly random: () => number
  readonly rows: number
  readonly hurried: boolean
}

interface Outcome {
  readonly tookOverMs: number
  /** What the stopped worker changed behind the end of the run. */
  readonly stale: string | undefined
}

/** One installation with two workers, of which one is stopped and the other takes over. */
class Lane {
  readonly #site: Site
  readonly #options: LaneOptions
  readonly #workers = new Map<string, Started>()
  #started = 0
  #runMs = FIRST_GUESS_MS

  constructor(site: Site, options: LaneOptions) {
    this.#site = site
    this.#options = options
  }

  async stopOnce(tally: Tally): Promise<Outcome> {
    for (const name of ['one', 'two'])
      if (this.#workers.get(name)?.isAlive() !== true) this.#workers.set(name, await this.#site.startWorker({ SLUICE_WORKER_NAME: name }))
    for (;;) {
      const outcome = await this.#try(tally)
      if (outcome !== undefined) return outcome
    }
  }

  /** Undefined when the run had ended before its worker was stopped. */
  async #try(tally: Tally): Promise<Outcome | undefined> {
    const { random, rows, hurried } = this.#options
    const point = random() < 0.5 ? pick(random, POINTS) : undefined
    this.#site.crashAt(point === undefined ? '' : `stop:${point}:1`)
    const work = await startWork(this.#site, `run${++this.#started}`, rows)
    const began = performance.now()
    const { worker: name } = await untilRun(this.#site, work.runId, ({ status }) => status === 'running')
    const holder = this.#workers.get(name ?? '')
    if (holder === undefined) throw new Error(`run ${work.tag} is with nobody`)
    const stopped = await this.#stop(holder, point)
    const at = performance.now()
    const { status } = await untilRun(this.#site, work.runId, () => true)
    if (status !== 'running') {
      resume(stopped)
      this.#runMs = 0.8 * this.#runMs + 0.2 * (at - began)
      tally.add(await lookAt(this.#site, work))
      return undefined
    }
    if (hurried) await expireLease(this.#site, work.runId)
    await untilRun(this.#site, work.runId, ({ attempt }) => attempt > 1)
    const tookOverMs = performance.now() - at
    const stale = await this.#wake(work, holder, stopped)
    tally.add(await lookAt(this.#site, work))
    return { tookOverMs, stale }
  }

  /** Gives the processes that stand still now. */
  async #stop(holder: Started, point: string | undefined): Promise<readonly number[]> {
    const { random } = this.#options
    if (point !== undefined) {
      while (!isStopped(holder.pid)) await delay(EVERY_MS)
      return [holder.pid]
    }
    await delay(random() * this.#runMs)
    const engine = random() < 0.5 ? engineOf(holder) : undefined
    const both = [holder.pid, ...(engine === undefined ? [] : [engine])]
    for (const pid of both) process.kill(pid, 'SIGSTOP')
    return both
  }

  /** Lets the stopped ones go on, while the other worker is at work or after its end. Gives what they changed of what it had done. */
  async #wake({ runId, tag }: Work, holder: Started, stopped: readonly number[]): Promise<string | undefined> {
    const early = this.#options.random() < 0.3
    if (early) resume(stopped)
    await untilRun(this.#site, runId)
    const before = await this.#visible(runId, tag)
    if (!early) resume(stopped)
    const until = performance.now() + 60_000
    while (!hasGivenUp(holder.log(), runId)) {
      if (performance.now() > until) throw new Error(`the worker that was stopped does not say that it gave up ${tag}`)
      await delay(EVERY_MS)
    }
    const changes = differences(before, await this.#visible(runId, tag))
    return changes.length === 0 ? undefined : `${tag}, ${early ? 'woken early' : 'woken late'}: ${changes.join('; ')}`
  }

  /** Everything that can be seen of a run. */
  async #visible(runId: string, tag: string): Promise<readonly string[]> {
    const { store, target, data, workspace } = this.#site
    const run = await store.database.run.findUniqueOrThrow({ where: { id: runId }, include: { nodes: true, events: true, rejected: true, artifacts: true } }) // prettier-ignore
    const tables = await Promise.all(['facts', 'states', 'changes'].map((table) => target(`SELECT xmin::text, * FROM ${table} WHERE tag = '${tag}' ORDER BY n`))) // prettier-ignore
    const files = await Promise.all(
      run.artifacts.map(async ({ attempt, path }) => {
        const place = await sharedFolder(data).locate({ workspaceId: workspace.id, runId, attempt, path })
        return place === undefined ? 'gone' : createHash('sha256').update(readFileSync(place.file)).digest('hex')
      }),
    )
    // Files of systems are places, and hashes of files are written a moment after the end.
    const { artifacts, judged: _judged, ...row } = run
    const shown = artifacts.map(({ hash: _hash, ...artifact }) => artifact)
    const { nodes, events, rejected, ...facts } = row
    const parts = [Object.entries(facts), nodes, events, rejected, shown, ...tables, files]
    return parts.flat().map((part) => JSON.stringify(part, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
  }
}

/** What is in one list and not in the other, shortened. */
function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  const only = (these: readonly string[], those: readonly string[], sign: string): readonly string[] => {
    const known = new Set(those)
    return these.filter((part) => !known.has(part)).map((part) => sign + part.slice(0, 300))
  }
  return [...only(before, after, '-'), ...only(after, before, '+')].slice(0, 20)
}

const resume = (pids: readonly number[]): void => pids.forEach((pid) => process.kill(pid, 'SIGCONT'))
