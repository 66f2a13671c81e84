import { type Missed } from '@sluice/contract'
import { lastDues, type Calendar } from './calendar.ts'

/** A due time at most this late still counts as fired on time: a restart takes less. Milliseconds. */
export const LATE_MS = 30_000

/** Due times that are caught up after nobody was running; older ones need a backfill. */
export const MOST_CAUGHT_UP = 1_000

/** A tick as it is written down first. */
export type NewTick =
  | { readonly state: 'waiting'; readonly due: number; readonly reason: 'catch-up' | null; readonly covers: 1 }
  | {
      readonly state: 'skipped'
      readonly due: number
      readonly reason: 'missed' | 'missed-merged' | 'missed-too-many'
      readonly covers: number
    }

const skipped = (dues: readonly number[], reason: 'missed' | 'missed-merged'): readonly NewTick[] => {
  const due = dues.at(-1)
  return due === undefined ? [] : [{ state: 'skipped', due, reason, covers: dues.length }]
}
const waiting = (dues: readonly number[], reason: 'catch-up' | null): readonly NewTick[] =>
  dues.map((due) => ({ state: 'waiting', due, reason, covers: 1 }))

/** The due times that were missed: one line for those that are left out, and those that are caught up. */
function missedTicks(missed: readonly number[], older: NewTick | undefined, policy: Missed, onTime: boolean): readonly NewTick[] {
  const tooMany = older === undefined ? [] : [older]
  switch (policy) {
    case 'skip':
      return [...tooMany, ...skipped(missed, 'missed')]
    case 'once':
      // What fires on time now is the one run that makes up for all of them.
      return onTime
        ? [...tooMany, ...skipped(missed, 'missed-merged')]
        : [...tooMany, ...skipped(missed.slice(0, -1), 'missed-merged'), ...waiting(missed.slice(-1), 'catch-up')]
    case 'all':
      return [...tooMany, ...waiting(missed, 'catch-up')]
  }
}

/**
 * What becomes of the due times from `since` up to `now`: a tick for each that fires, and a line for those that don't.
 * Milliseconds since 1970; `since` is the first due time that nobody has looked at.
 */
export function decideTicks(calendar: Calendar, since: number, now: number, policy: Missed): readonly NewTick[] {
  const { dues, more } = lastDues(calendar, since, now, MOST_CAUGHT_UP)
  const missed = dues.filter((due) => now - due > LATE_MS)
  const onTime = dues.filter((due) => now - due <= LATE_MS)
  const lastOlder = more === 0 || dues[0] === undefined ? undefined : calendar.before(dues[0])
  const older: NewTick | undefined =
    lastOlder === undefined ? undefined : { state: 'skipped', due: lastOlder, reason: 'missed-too-many', covers: more }
  return [...missedTicks(missed, older, policy, onTime.length > 0), ...waiting(onTime, null)]
}
