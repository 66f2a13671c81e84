import { type RunSummary, type ScheduleDto, type ScheduleInput } from '@sluice/contract'
import { type Transaction } from '../database/connect.ts'
import { StoreError, notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { notify } from '../database/notifications.ts'
import { calendarOf } from '../scheduling/calendar.ts'
import { checkTiming } from '../scheduling/check-timing.ts'
import { MANUAL, REGULAR } from '../scheduling/choose-starts.ts'
import { databaseClock } from '../scheduling/clock.ts'
import { timingOf } from '../scheduling/due-schedules.ts'
import { fillDue } from '../scheduling/due-values.ts'
import { recordAudit } from './audit.ts'
import { backfillStore } from './backfills.ts'
import { enqueueRun } from './enqueue-run.ts'
import { notPublished } from './publishing.ts'
import { findSchedule, scheduleReads } from './schedule-reads.ts'
import { parametersOf } from './schedule-rows.ts'
import { inTransaction, type Scope } from './scope.ts'

/** When a new or changed schedule is due first. Throws the first problem of one that never is. */
function firstDue(input: ScheduleInput, now: Date): Date {
  const [problem] = checkTiming(input, now.getTime())
  const due = problem === undefined ? calendarOf(input).after(now.getTime()) : undefined
  if (due === undefined) throw new StoreError(problem?.code ?? 'schedule-never', { ...problem?.params })
  return new Date(due)
}

const columnsOf = ({ parameters, startsAt, endsAt, ...rest }: ScheduleInput) => ({
  ...rest,
  startsAt: startsAt === null ? null : new Date(startsAt),
  endsAt: endsAt === null ? null : new Date(endsAt),
  parameters: toJson(parameters),
})

/** The schedules of a workspace. Schedulers hear of every change at its commit. */
export const scheduleStore = (scope: Scope) => {
  const { db, workspaceId, actor } = scope
  const reads = scheduleReads(scope)

  const change = (id: string, action: string, work: (tx: Transaction, now: Date) => Promise<void>): Promise<void> =>
    inTransaction(db, async (tx) => {
      // A scheduler that fires it now has finished before; one that comes later sees what changed.
      await tx.$queryRaw`SELECT 1 FROM schedule WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`
      await work(tx, await databaseClock(tx))
      await recordAudit(tx, scope, action, id)
      await notify(tx, 'sluice_schedule', id)
    })

  return {
    ...reads,
    backfills: backfillStore(scope),

    /** The database's time, milliseconds since 1970: the time that schedules go by. */
    now: async (): Promise<number> => (await databaseClock(db)).getTime(),

    create: async (flowId: string, input: ScheduleInput): Promise<ScheduleDto> => {
      const id = await inTransaction(db, async (tx) => {
        const known = await tx.flow.count({ where: { id: flowId, workspaceId, deletedAt: null } })
        if (known === 0) throw notFound('flow')
        const nextDue = firstDue(input, await databaseClock(tx))
        const row = await tx.schedule.create({ data: { ...columnsOf(input), workspaceId, flowId, nextDue, updatedBy: actor } })
        const { name, expression, zone } = input
        await recordAudit(tx, scope, 'schedule.create', row.id, { flow: flowId, name, expression, zone })
        await notify(tx, 'sluice_schedule', row.id)
        return row.id
      })
      return reads.read(id)
    },

    /** Changes a schedule. While its timing stays, so does its next due time: nothing that is due is lost. */
    save: async (id: string, input: ScheduleInput): Promise<ScheduleDto> => {
      await change(id, 'schedule.save', async (tx, now) => {
        const before = await findSchedule(tx, scope, id)
        const columns = columnsOf(input)
        const same = JSON.stringify(timingOf(before)) === JSON.stringify(timingOf(columns))
        const nextDue = same ? before.nextDue : firstDue(input, now)
        await tx.schedule.updateMany({ where: { id, workspaceId }, data: { ...columns, nextDue, updatedAt: now, updatedBy: actor } })
      })
      return reads.read(id)
    },

    remove: (id: string): Promise<void> =>
      change(id, 'schedule.delete', async (tx) => {
        await findSchedule(tx, scope, id)
        await tx.schedule.deleteMany({ where: { id, workspaceId } })
      }),

    /** What comes due while a schedule is paused is not missed; what waited to start is dropped. */
    setPaused: async (id: string, paused: boolean): Promise<ScheduleDto> => {
      await change(id, paused ? 'schedule.pause' : 'schedule.resume', async (tx, now) => {
        const row = await findSchedule(tx, scope, id)
        if (row.paused === paused) return
        const next = calendarOf(timingOf(row)).after(now.getTime())
        const nextDue = next === undefined ? null : new Date(next)
        await tx.schedule.updateMany({ where: { id, workspaceId }, data: { paused, nextDue } })
        const waiting = { scheduleId: id, workspaceId, series: REGULAR, state: 'waiting' }
        await tx.tick.updateMany({ where: waiting, data: { state: 'skipped', reason: 'paused', firedAt: now } })
      })
      return reads.read(id)
    },

    /** Runs the published version now, whatever runs already; its due time is now. Throws `not-published`. */
    runNow: (id: string, parameters?: Readonly<Record<string, string>>): Promise<RunSummary> =>
      inTransaction(db, async (tx) => {
        const row = await findSchedule(tx, scope, id)
        const { flowId, zone, flow } = row
        if (flow.publishedRevision === null) throw notPublished()
        const due = await databaseClock(tx)
        const previous = calendarOf(timingOf(row)).before(due.getTime())
        const run = await enqueueRun(tx, scope, {
          flowId,
          revision: flow.publishedRevision,
          parameters: fillDue(parameters ?? parametersOf(row.parameters), due.getTime(), previous, zone),
          trigger: 'manual',
          triggerRef: id,
          published: true,
        })
        const tick = { workspaceId, scheduleId: id, due, series: MANUAL, state: 'started', notBefore: due, firedAt: due, runId: run.id }
        await tx.tick.create({ data: tick })
        await recordAudit(tx, scope, 'schedule.run', id, { run: run.id })
        return run
      }),
  }
}
