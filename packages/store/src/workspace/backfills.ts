import { type BackfillDto } from '@sluice/contract'
import { type Transaction } from '../database/connect.ts'
import { StoreError, notFound } from '../database/error.ts'
import { notify } from '../database/notifications.ts'
import { calendarOf, type Calendar } from '../scheduling/calendar.ts'
import { databaseClock } from '../scheduling/clock.ts'
import { timingOf } from '../scheduling/due-schedules.ts'
import { recordAudit } from './audit.ts'
import { readBackfills } from './backfill-rows.ts'
import { cancelRun } from './cancel-run.ts'
import { notPublished } from './publishing.ts'
import { findSchedule } from './schedule-reads.ts'
import { inTransaction, type Scope } from './scope.ts'

/** Runs that one backfill may start. */
export const MOST_BACKFILLED = 10_000
/** Due times of a range that are looked at for those that were missed: a month of every minute. */
const MOST_LOOKED_AT = 50_000
/** Due times that are worked out before others are served. */
const AT_A_TIME = 250

/** A range of due times, both ends included; `onlyMissed` leaves out those that have run. */
export interface BackfillRange {
  readonly since: string
  readonly until: string
  readonly onlyMissed: boolean
}

/** The due times of a backfill, oldest first. `about` is their number, worked out from the first ones when there are too many, or too many to look at. */
interface Range {
  readonly dues: readonly number[]
  readonly about: number
  readonly exact: boolean
  /** Due times up to here are left out: whether they have run is no longer known. */
  readonly unknownUntil: Date | null
}

async function duesIn(calendar: Calendar, since: number, until: number, isWanted: (due: number) => boolean): Promise<Range> {
  const dues: number[] = []
  let due = calendar.after(since - 1)
  const first = due ?? since
  let last = first
  let looked = 0
  for (; due !== undefined && due <= until && dues.length < MOST_BACKFILLED && looked < MOST_LOOKED_AT; due = calendar.after(due)) {
    if (isWanted(due)) dues.push(due)
    last = due
    looked++
    if (looked % AT_A_TIME === 0) await new Promise(setImmediate)
  }
  const exact = due === undefined || due > until
  const spent = last - first
  return {
    dues,
    exact,
    unknownUntil: null,
    about: exact || spent === 0 || dues.length === 0 ? dues.length : Math.round(((dues.length - 1) * (until - first)) / spent) + 1,
  }
}

/** Backfills: ranges of due times that a person asks to run. */
export const backfillStore = (scope: Scope) => {
  const { db, workspaceId, actor } = scope

  const rangeOf = async (tx: Transaction, id: string, range: BackfillRange): Promise<Range> => {
    const schedule = await findSchedule(tx, scope, id)
    const now = (await databaseClock(tx)).getTime()
    const [since, until] = [Date.parse(range.since), Math.min(Date.parse(range.until), now)]
    if (until < since) throw new StoreError('backfill-range')
    // The range is the person's: the schedule may have begun later, or have ended.
    const calendar = calendarOf({ ...timingOf(schedule), endsAt: null, ...startOf(schedule) })
    if (!range.onlyMissed) return duesIn(calendar, since, until, () => true)
    const where = { scheduleId: id, workspaceId, state: 'started', due: { gte: new Date(since), lte: new Date(until) } }
    const ran = new Set((await tx.tick.findMany({ where, select: { due: true } })).map(({ due }) => due.getTime()))
    const known = schedule.knownSince?.getTime() ?? -Infinity
    const found = await duesIn(calendar, Math.max(since, known + 1), until, (due) => !ran.has(due))
    return { ...found, unknownUntil: known >= since ? schedule.knownSince : null }
  }

  const read = async (id: string): Promise<BackfillDto> => {
    const [backfill] = await readBackfills(db, scope, { id, schedule: { flow: { deletedAt: null } } })
    if (backfill === undefined) throw notFound('backfill')
    return backfill
  }

  return {
    /** Backfills of a schedule, newest first, at most a hundred. */
    list: async (scheduleId: string): Promise<BackfillDto[]> => {
      await findSchedule(db, scope, scheduleId)
      return readBackfills(db, scope, { scheduleId })
    },

    /** How many runs it would be. */
    preview: async (scheduleId: string, range: BackfillRange) => {
      const { dues, about, exact, unknownUntil } = await rangeOf(db, scheduleId, range)
      const text = (due: number | undefined): string | null => (due === undefined ? null : new Date(due).toISOString())
      return {
        count: about,
        exact,
        most: MOST_BACKFILLED,
        first: text(dues[0]),
        last: exact ? text(dues.at(-1)) : null,
        unknownUntil: unknownUntil?.toISOString() ?? null,
      }
    },

    /** Throws `backfill-too-large` with the count, `backfill-empty`, `backfill-range` and `not-published`. */
    start: async (scheduleId: string, range: BackfillRange & { readonly concurrency: number }): Promise<BackfillDto> => {
      const { dues, about, exact } = await rangeOf(db, scheduleId, range)
      if (!exact) throw new StoreError('backfill-too-large', { count: about, most: MOST_BACKFILLED })
      if (dues.length === 0) throw new StoreError('backfill-empty')
      const id = await inTransaction(db, async (tx) => {
        const schedule = await findSchedule(tx, scope, scheduleId)
        if (schedule.flow.publishedRevision === null) throw notPublished()
        const { onlyMissed, concurrency } = range
        const [since, until] = [new Date(range.since), new Date(range.until)]
        const state = 'running'
        const data = { workspaceId, scheduleId, since, until, onlyMissed, concurrency, state, total: dues.length, createdBy: actor }
        const backfill = await tx.backfill.create({ data })
        const notBefore = await databaseClock(tx)
        const ofAll = { workspaceId, scheduleId, series: backfill.id, state: 'waiting', reason: 'backfill', notBefore }
        await tx.tick.createMany({ data: dues.map((due) => ({ ...ofAll, due: new Date(due) })) })
        const detail = { schedule: scheduleId, since: range.since, until: range.until, onlyMissed, runs: dues.length }
        await recordAudit(tx, scope, 'backfill.start', backfill.id, detail)
        await notify(tx, 'sluice_schedule', scheduleId)
        return backfill.id
      })
      return read(id)
    },

    /** Skips what has not started, and asks the runs under way to stop. One that has ended stays as it is. */
    cancel: async (id: string): Promise<BackfillDto> => {
      const { scheduleId } = await read(id)
      await inTransaction(db, async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM schedule WHERE id = ${scheduleId}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`
        const at = await databaseClock(tx)
        const { count } = await tx.backfill.updateMany({
          where: { id, workspaceId, state: 'running' },
          data: { state: 'cancelled', finishedAt: at },
        })
        if (count === 0) return
        const ticks = { series: id, scheduleId, workspaceId }
        await tx.tick.updateMany({
          where: { ...ticks, state: 'waiting' },
          data: { state: 'skipped', reason: 'backfill-cancelled', firedAt: at },
        })
        const runs = await tx.run.findMany({ where: { workspaceId, finishedAt: null, ticks: { some: ticks } }, select: { id: true } })
        for (const run of runs) await cancelRun(tx, { workspaceId, runId: run.id })
        await recordAudit(tx, scope, 'backfill.cancel', id)
      })
      return read(id)
    },
  }
}

/** Intervals are counted from the start of the schedule, which therefore stays; cron fields need none. */
const startOf = ({ kind, startsAt }: { kind: string; startsAt: Date | null }): { startsAt: string | null } => ({
  startsAt: kind === 'interval' ? (startsAt?.toISOString() ?? null) : null,
})
