import { setTimeout as delay } from 'node:timers/promises'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { seededRandom } from '../measure/random.ts'
import { askedFor, openPlace, OVERS, type Over, type Place } from './half-open-place.ts'
import { type Started } from './programs.ts'
import { Tally, type Report, type TrialOptions } from './report.ts'
import { hasGivenUp, untilRun } from './run-state.ts'
import { lookAt, stagingLeft, startWork, type Work } from './work.ts'

export interface HalfOpenOptions extends TrialOptions {
  readonly rows: number
  /** Which lines; absent: all of them in turns. */
  readonly over?: readonly Over[]
}

const EVERY_MS = 25
/** A worker gives up a statement after two minutes, and what it does next may meet another dead connection. */
const LONGEST_BLIND_MS = 400_000

/**
 * Lets the other end of a connection vanish without a word, after a random share of the bytes that a run sends and gets over it: both
 * ends stay open and nothing passes any more. New connections find everything well. Is every row there once, also when a worker that was
 * cut off from the product's database goes on after another one has its run?
 */
export async function halfOpen({ seed, times, rows, over = OVERS, say }: HalfOpenOptions): Promise<Report> {
  const random = seededRandom(seed)
  const tally = new Tally()
  const took = new Map<Over, number[]>(over.map((one) => [one, []]))
  await using product = await emptyDatabase()
  await using target = await emptyDatabase()
  await using place = await openPlace(product.url, target.url)
  const crew = new Crew(place, tally)
  await crew.join()
  let started = 0
  for (let time = 0; time < times; time++) {
    const of = over[time % over.length] ?? OVERS[0]
    const line = place.lines[of]
    for (;;) {
      const work = await startWork(place.site, `run${++started}`, rows, { ...askedFor(of, place), firstKey: started * rows })
      line.vanishAfter(random() * line.usual)
      if (of === "the product's database") await crew.relieve(work, () => line.hasVanished)
      await untilRun(place.site, work.runId)
      tally.add(await lookAt(place.site, work))
      await crew.dismiss()
      const vanished = line.settle()
      if (vanished === undefined) continue
      took.get(of)?.push(performance.now() - vanished)
      break
    }
    if ((time + 1) % 20 === 0) say(`${time + 1} lines, ${tally.runs} runs`)
  }
  await crew.dismissAll()
  return {
    times,
    lost: tally.lost,
    doubled: tally.doubled,
    took: Object.fromEntries([...took].map(([of, ms]) => [`run ended over ${of}`, ms])),
    facts: { runs: tally.runs, rows: tally.runs * rows, 'runs that another worker took over': crew.relieved },
    failures: [...tally.failures, ...(await stagingLeft(place.site))],
  }
}

interface Blind {
  readonly worker: Started
  readonly work: Work
}

/** Workers one after the other: one that is cut off is left to find out by itself, while the next is at work. */
class Crew {
  relieved = 0
  readonly #place: Place
  readonly #tally: Tally
  #worker: Started | undefined
  #workers = 0
  #blind: Blind[] = []

  constructor(place: Place, tally: Tally) {
    this.#place = place
    this.#tally = tally
  }

  async join(): Promise<void> {
    this.#worker = await this.#place.startWorker(`worker-${++this.#workers}`)
  }

  /** Another worker comes once the one that has the run is cut off; nobody comes when the run ends before. */
  async relieve(work: Work, isCutOff: () => boolean): Promise<void> {
    await untilRun(this.#place.site, work.runId, isCutOff)
    if (!isCutOff()) return
    if (this.#worker !== undefined) this.#blind.push({ worker: this.#worker, work })
    await this.join()
  }

  /** Ends those that have found out, and looks again at what they had in hand. */
  async dismiss(): Promise<void> {
    const { site } = this.#place
    for (const one of this.#blind) {
      const { attempt, status } = await untilRun(site, one.work.runId, () => true)
      const wasRelieved = attempt > 1
      if (status === 'running' || status === 'queued' || (wasRelieved && !hasGivenUp(one.worker.log(), one.work.runId))) continue
      this.#blind = this.#blind.filter((other) => other !== one)
      if (wasRelieved) this.relieved++
      await one.worker.kill()
      const { lost, doubled, failure } = await lookAt(site, one.work)
      if (lost + doubled > 0 || failure !== undefined) this.#tally.failures.push(`${one.work.tag} was changed after its end: ${failure ?? `${lost} lost, ${doubled} doubled`}`) // prettier-ignore
    }
  }

  async dismissAll(): Promise<void> {
    const until = performance.now() + LONGEST_BLIND_MS
    while (this.#blind.length > 0 && performance.now() < until) {
      await this.dismiss()
      await delay(EVERY_MS)
    }
    for (const { work } of this.#blind) this.#tally.failures.push(`the worker that was cut off does not say that it gave up ${work.tag}`)
  }
}
