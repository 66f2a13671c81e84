import { loadavg } from 'node:os'
import { type Found } from './work.ts'

/** What a trial is asked for. */
export interface TrialOptions {
  readonly seed: number
  /** Kills, stops or schedules: what the trial is counted in. */
  readonly times: number
  readonly say: (line: string) => void
}

/** What every trial tells in the same form. */
export interface Report {
  readonly times: number
  readonly lost: number
  readonly doubled: number
  /** Milliseconds by what they are the time of. */
  readonly took?: Readonly<Record<string, readonly number[]>>
  /** The most that the p99 of the times of this name may be, in milliseconds: the trial has failed when it is more. */
  readonly promised?: Readonly<Record<string, number>>
  /** Other figures by name. */
  readonly facts?: Readonly<Record<string, number | string>>
  /** What went wrong beside lost and doubled rows: the trial has failed when there is anything. */
  readonly failures: readonly string[]
}

/** Within this a run goes on whose worker died, or whose database did (docs/operations.md). */
export const GOES_ON_MS = 15_000

/** Adds up what was found in the sinks of many runs. */
export class Tally {
  lost = 0
  doubled = 0
  left = 0
  runs = 0
  readonly failures: string[] = []

  add({ lost, doubled, left, failure }: Found): void {
    this.runs++
    this.lost += lost
    this.doubled += doubled
    this.left += left
    if (failure !== undefined) this.failures.push(failure)
    if (left > 0) this.failures.push(`${left} folders or parts were left behind`)
  }
}

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

const inSeconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`)

/** Everything that went wrong, what took longer than promised too. */
function failuresOf({ failures, took = {}, promised = {} }: Report): readonly string[] {
  const late = Object.entries(promised).flatMap(([of, most]) => {
    const p99 = quantile(took[of] ?? [], 0.99)
    return p99 > most ? [`${of}: p99 is ${inSeconds(p99)}, promised are ${inSeconds(most)}`] : []
  })
  return [...failures, ...late]
}

export const succeeded = (report: Report): boolean => report.lost === 0 && report.doubled === 0 && failuresOf(report).length === 0

/** One line of figures, then one for each thing that went wrong. */
export function reportLines(name: string, seed: number, report: Report): string[] {
  const { times, lost, doubled, took = {}, facts = {} } = report
  const timings = Object.entries(took).map(
    ([of, values]) =>
      `${of} (${values.length}) p50 ${inSeconds(quantile(values, 0.5))}, p99 ${inSeconds(quantile(values, 0.99))}, worst ${inSeconds(quantile(values, 1))}`,
  )
  const more = Object.entries(facts).map(([of, value]) => `${of} ${value}`)
  const load = `load ${loadavg().map((value) => value.toFixed(1)).join(' ')}` // prettier-ignore
  const line = [`seed ${seed}`, `times ${times}`, `lost ${lost}`, `doubled ${doubled}`, ...timings, ...more, load].join('; ')
  return [`${name}: ${line}`, ...failuresOf(report).map((failure) => `${name}: ${failure}`)]
}
