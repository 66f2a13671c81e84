import { type Overlap } from '@sluice/contract'

/** A tick whose time has come, as the lanes of its schedule see it. */
export interface ReadyTick {
  readonly id: bigint
  readonly due: Date
  readonly series: string
  readonly reason: string | null
  /** Its place among all that wait in its lane, from 1. */
  readonly place: number
}

/** Runs under way in a lane: those of the schedule itself, or those of one backfill. */
export interface Lane {
  readonly runs: readonly string[]
  /** Runs at once that a backfill may have. */
  readonly atOnce: number
}

/** What is done with a tick, or with a run that is in its way. */
export type Choice =
  | { readonly type: 'start'; readonly tick: ReadyTick }
  | { readonly type: 'skip'; readonly tick: ReadyTick; readonly reason: 'overlap' | 'superseded' | 'queue-full' | 'not-published' }
  | { readonly type: 'wait'; readonly tick: ReadyTick; readonly reason: 'queued' | 'cancelling' }
  | { readonly type: 'cancel'; readonly runId: string }

/** The series of the due times of the calendar itself; others have the id of their backfill. */
export const REGULAR = 'regular'
/** The series of runs that a person started by hand. */
export const MANUAL = 'manual'

/** Ticks of one schedule that may wait for a run to end. */
export const MOST_WAITING = 1_000

/** Runs of one schedule under way at once where they may overlap; further ticks wait. */
export const MOST_AT_ONCE = 100

interface Terms {
  readonly overlap: Overlap
  readonly published: boolean
}

/** The newest of the new ticks takes the place of whatever runs, and of what waited to do so. */
function chooseNewest(ticks: readonly ReadyTick[], runs: readonly string[]): readonly Choice[] {
  const newest = ticks.findLast(({ reason }) => reason === null)
  if (newest === undefined) return []
  const replaced = ticks.filter((tick) => tick !== newest && (tick.reason === null || tick.reason === 'cancelling'))
  const caughtUp = ticks.find((tick) => tick.reason !== null && tick.reason !== 'cancelling')
  const skips = replaced.map((tick): Choice => ({ type: 'skip', tick, reason: 'superseded' }))
  if (runs.length === 0 && caughtUp === undefined) return [...skips, { type: 'start', tick: newest }]
  const first: readonly Choice[] =
    runs.length === 0 && caughtUp !== undefined ? [{ type: 'start', tick: caughtUp }] : runs.map((runId) => ({ type: 'cancel', runId }))
  return [...skips, ...first, { type: 'wait', tick: newest, reason: 'cancelling' }]
}

/**
 * The regular lane. A tick without a reason is new: the policy decides about it at once. One with a reason waits until
 * nothing of the schedule runs any more, or, where runs may overlap, until there is room among them.
 */
function chooseRegular(ticks: readonly ReadyTick[], { runs }: Lane, overlap: Overlap): readonly Choice[] {
  if (overlap === 'cancel-previous' && ticks.some(({ reason }) => reason === null)) return chooseNewest(ticks, runs)
  const choices: Choice[] = []
  let underWay = runs.length
  for (const tick of ticks) {
    const fresh = tick.reason === null
    const mayOverlap = overlap === 'allow' && (fresh || tick.reason === 'queued')
    if (underWay === 0 || (mayOverlap && underWay < MOST_AT_ONCE)) {
      choices.push({ type: 'start', tick })
      underWay++
    } else if (fresh && overlap === 'skip') choices.push({ type: 'skip', tick, reason: 'overlap' })
    else if (fresh && tick.place > MOST_WAITING) choices.push({ type: 'skip', tick, reason: 'queue-full' })
    else if (fresh) choices.push({ type: 'wait', tick, reason: 'queued' })
  }
  return choices
}

/** A backfill keeps `atOnce` runs going, oldest due time first. */
const chooseBackfill = (ticks: readonly ReadyTick[], { runs, atOnce }: Lane): readonly Choice[] =>
  ticks.slice(0, Math.max(0, atOnce - runs.length)).map((tick) => ({ type: 'start', tick }))

/** What is done with the ticks of one lane whose time has come, oldest due time first. Nothing starts of a flow that is not published. */
export function chooseStarts(ticks: readonly ReadyTick[], lane: Lane, { overlap, published }: Terms): readonly Choice[] {
  if (!published) return ticks.map((tick) => ({ type: 'skip', tick, reason: 'not-published' }))
  return ticks[0]?.series === REGULAR ? chooseRegular(ticks, lane, overlap) : chooseBackfill(ticks, lane)
}
