import { type Timing } from '@sluice/contract'
import { Cron } from 'croner'
import { readInterval } from './interval.ts'

/** When a schedule is due, as a pure function of its settings. Instants are milliseconds since 1970, UTC, whole seconds. */
export interface Calendar {
  /** The first due time after an instant; undefined when there is none. */
  readonly after: (instant: number) => number | undefined
  /** The last due time before an instant; undefined when there is none. */
  readonly before: (instant: number) => number | undefined
}

/** What tells the due times apart from the bounds: any instant in, strictly later or earlier one out. */
type Beat = Calendar

/**
 * Cron fields in a time zone. Croner's rule `no-wildcard` is the rule of Vixie cron: where seconds, minutes and hours are plain
 * numbers, lists or ranges, a time in the gap of a clock change fires at the first instant after the gap, and one that comes
 * twice fires the first time; with `*` or a step in them, every real hour (minute, second) counts.
 */
function cronBeat(expression: string, zone: string): Beat {
  const cron = new Cron(expression.trim(), { timezone: zone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard', paused: true })
  return {
    after: (instant) => cron.nextRun(new Date(instant))?.getTime(),
    before: (instant) => cron.previousRuns(1, new Date(instant))[0]?.getTime(),
  }
}

/** Every so many real seconds, counted from the anchor in both directions. */
const intervalBeat = (every: number, anchor: number): Beat => ({
  after: (instant) => anchor + (Math.floor((instant - anchor) / every) + 1) * every,
  before: (instant) => anchor + (Math.ceil((instant - anchor) / every) - 1) * every,
})

const instantOf = (text: string | null): number | undefined => (text === null ? undefined : new Date(text).getTime())

/** The calendar of a timing that has no problems; throws on one that has. Intervals count from the start, without one from 1970 in UTC. */
export function calendarOf({ kind, expression, zone, startsAt, endsAt }: Timing): Calendar {
  const start = instantOf(startsAt)
  const end = instantOf(endsAt)
  const beat = kind === 'cron' ? cronBeat(expression, zone) : intervalBeat(readInterval(expression) * 1_000, start ?? 0)
  return {
    after: (instant) => {
      const due = beat.after(start === undefined ? instant : Math.max(instant, start - 1))
      return due === undefined || (end !== undefined && due > end) ? undefined : due
    },
    before: (instant) => {
      const due = beat.before(end === undefined ? instant : Math.min(instant, end + 1))
      return due === undefined || (start !== undefined && due < start) ? undefined : due
    },
  }
}

/** The next due times after an instant, at most `count`. */
export function nextDues(calendar: Calendar, instant: number, count: number): readonly number[] {
  const dues: number[] = []
  for (let due = calendar.after(instant); due !== undefined && dues.length < count; due = calendar.after(due)) dues.push(due)
  return dues
}

/** Beyond this many, due times that were missed are no longer counted one by one. */
const MOST_COUNTED = 4_000

/** The last due times of a range, both ends included, at most `limit`, oldest first; `more` is how many came before them, counted up to 4,000. */
export function lastDues(
  calendar: Calendar,
  since: number,
  until: number,
  limit: number,
): { readonly dues: readonly number[]; readonly more: number } {
  const dues: number[] = []
  let due = calendar.before(until + 1)
  for (; due !== undefined && due >= since && dues.length < limit; due = calendar.before(due)) dues.push(due)
  let more = 0
  for (; due !== undefined && due >= since && more < MOST_COUNTED; due = calendar.before(due)) more++
  return { dues: dues.reverse(), more }
}

/** The first due times of a range, both ends included, at most `limit`, oldest first; `more` says that there are others. */
export function firstDues(
  calendar: Calendar,
  since: number,
  until: number,
  limit: number,
): { readonly dues: readonly number[]; readonly more: boolean } {
  const dues: number[] = []
  let due = calendar.after(since - 1)
  for (; due !== undefined && due <= until && dues.length < limit; due = calendar.after(due)) dues.push(due)
  return { dues, more: due !== undefined && due <= until }
}
