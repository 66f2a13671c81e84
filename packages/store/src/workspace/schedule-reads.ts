import { type ScheduleDto, type TickDto } from '@sluice/contract'
import { type Transaction } from '../database/connect.ts'
import { notFound } from '../database/error.ts'
import { calendarOf, firstDues } from '../scheduling/calendar.ts'
import { MANUAL, REGULAR } from '../scheduling/choose-starts.ts'
import { timingOf } from '../scheduling/due-schedules.ts'
import { readBackfills } from './backfill-rows.ts'
import { toSchedule, toTick, withRun } from './schedule-rows.ts'
import { type Scope } from './scope.ts'

/** Due times of one schedule that the calendar of a range tells one by one. */
const MOST_FIRES = 60
const LAST_TICKS = 14
const withFlow = { flow: { select: { name: true, publishedRevision: true } } } as const

/** Which schedules a calendar shows from when to when. */
interface Fires {
  readonly scheduleId: string
  readonly fires: string[]
  readonly more: boolean
}

/** A schedule outside the trash, as its row stands. */
export async function findSchedule(tx: Transaction, { workspaceId }: Omit<Scope, 'db'>, id: string) {
  const row = await tx.schedule.findFirst({ where: { id, workspaceId, flow: { deletedAt: null } }, include: withFlow })
  if (row === null) throw notFound('schedule')
  return row
}

/** Schedules, their history and what they will do. */
export const scheduleReads = (scope: Scope) => {
  const { db, workspaceId } = scope

  /** The newest ticks of each schedule, those of backfills left out. */
  const lastTicks = async (ids: readonly string[]): Promise<ReadonlyMap<string, readonly TickDto[]>> => {
    const newest = await db.$queryRaw<{ id: bigint }[]>`SELECT t.id FROM schedule s CROSS JOIN LATERAL (
        SELECT id FROM tick WHERE tick.schedule_id = s.id AND tick.series IN (${REGULAR}, ${MANUAL}) ORDER BY due DESC LIMIT ${LAST_TICKS}) t
      WHERE s.id = ANY (${[...ids]}::uuid[]) AND s.workspace_id = ${workspaceId}::uuid`
    const where = { workspaceId, id: { in: newest.map(({ id }) => id) } }
    const found = new Map<string, TickDto[]>()
    for (const row of await db.tick.findMany({ where, include: withRun, orderBy: { due: 'desc' } }))
      found.set(row.scheduleId, [...(found.get(row.scheduleId) ?? []), toTick(row)])
    return found
  }

  const select = async (where: { flowId?: string; id?: string }): Promise<ScheduleDto[]> => {
    const rows = await db.schedule.findMany({
      where: { workspaceId, flow: { deletedAt: null }, ...where },
      include: withFlow,
      orderBy: [{ paused: 'asc' }, { nextDue: { sort: 'asc', nulls: 'last' } }, { name: 'asc' }, { id: 'asc' }],
    })
    const ids = rows.map(({ id }) => id)
    const running = { scheduleId: { in: ids }, state: 'running' }
    const [ticks, backfills] = await Promise.all([lastTicks(ids), readBackfills(db, scope, running)])
    return rows.map((row) => {
      const own = backfills.filter(({ scheduleId }) => scheduleId === row.id)
      return toSchedule(row, ticks.get(row.id) ?? [], own)
    })
  }

  return {
    /** Those that fire next come first, paused ones last. */
    list: (flowId?: string): Promise<ScheduleDto[]> => select(flowId === undefined ? {} : { flowId }),

    read: async (id: string): Promise<ScheduleDto> => {
      const [schedule] = await select({ id })
      if (schedule === undefined) throw notFound('schedule')
      return schedule
    },

    /** Due times of the schedules that are not paused, a limited number of each. */
    fires: async (since: string, until: string): Promise<Fires[]> => {
      const where = { workspaceId, paused: false, flow: { deletedAt: null } }
      const found: Fires[] = []
      for (const row of await db.schedule.findMany({ where, orderBy: { id: 'asc' } })) {
        const { dues, more } = firstDues(calendarOf(timingOf(row)), Date.parse(since), Date.parse(until), MOST_FIRES)
        found.push({ scheduleId: row.id, fires: dues.map((due) => new Date(due).toISOString()), more })
        // Many schedules take a while; others are served in between.
        await new Promise(setImmediate)
      }
      return found
    },

    /** What became of due times, newest first. */
    ticks: async (
      id: string,
      { limit, offset, ...filter }: { series?: string; state?: string; limit: number; offset: number },
    ): Promise<{ ticks: TickDto[]; total: number }> => {
      await findSchedule(db, scope, id)
      const where = { scheduleId: id, workspaceId, ...filter }
      const [rows, total] = await Promise.all([
        db.tick.findMany({ where, include: withRun, orderBy: [{ due: 'desc' }, { id: 'desc' }], take: limit, skip: offset }),
        db.tick.count({ where }),
      ])
      return { ticks: rows.map(toTick), total }
    },

    /** How long a run of the flow takes, milliseconds; undefined while that is not known. */
    medianDuration: async (flowId: string): Promise<number | undefined> => {
      const where = { flowId, workspaceId, durationMs: { not: null } }
      const runs = await db.run.findMany({ where, orderBy: { createdAt: 'desc' }, take: 21, select: { durationMs: true } })
      const durations = runs.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b)
      return durations[Math.floor(durations.length / 2)]
    },
  }
}
