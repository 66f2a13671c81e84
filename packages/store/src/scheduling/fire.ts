import { type Database, type Transaction } from '../database/connect.ts'
import { cancelRun } from '../workspace/cancel-run.ts'
import { enqueueRun } from '../workspace/enqueue-run.ts'
import { inTransaction } from '../workspace/scope.ts'
import { calendarOf } from './calendar.ts'
import { chooseStarts, REGULAR, type Choice } from './choose-starts.ts'
import { type Clock } from './clock.ts'
import { decideTicks } from './decide.ts'
import { lockDueSchedules, readLanes, type DueSchedule, type ReadyLane } from './due-schedules.ts'
import { fillDue } from './due-values.ts'
import { jitterOf } from './jitter.ts'

/** Choices that one transaction carries out: it stays short however far behind it is, and what it did is kept. */
const MOST_CHOICES = 60

/** Runs of backfills let a hundred minutes of others go first. */
const BACKFILL_PRIORITY = -10

/** A schedule that could not be fired: nothing of its batch was kept. */
export class ScheduleFailure extends Error {
  readonly scheduleId: string
  constructor(scheduleId: string, cause: unknown) {
    super(`schedule ${scheduleId} could not be fired`, { cause })
    this.scheduleId = scheduleId
  }
}

const namingSchedule = async (id: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    throw new ScheduleFailure(id, error)
  }
}

/** Writes down the ticks of a schedule up to now, each exactly once, and when it is due next. */
async function writeTicks(tx: Transaction, schedule: DueSchedule, now: number): Promise<void> {
  const { id: scheduleId, workspaceId, nextDue, timing, missed, jitterSeconds } = schedule
  if (schedule.paused || nextDue === null || nextDue.getTime() > now) return
  const calendar = calendarOf(timing)
  const ticks = decideTicks(calendar, nextDue.getTime(), now, missed)
  const data = ticks.map(({ due, state, reason, covers }) => {
    const wait = state === 'waiting' && reason === null ? jitterOf(scheduleId, due, jitterSeconds) : 0
    return { workspaceId, scheduleId, due: new Date(due), series: REGULAR, state, reason, covers, notBefore: new Date(due + wait) }
  })
  if (data.length > 0) await tx.tick.createMany({ data, skipDuplicates: true })
  const next = calendar.after(now)
  await tx.schedule.updateMany({ where: { id: scheduleId, workspaceId }, data: { nextDue: next === undefined ? null : new Date(next) } })
}

async function start(tx: Transaction, schedule: DueSchedule, lane: ReadyLane, due: Date): Promise<string> {
  const { id: triggerRef, workspaceId, flowId, revision, timing } = schedule
  const previous = calendarOf(timing).before(due.getTime())
  const regular = lane.series === REGULAR
  const scope = { workspaceId, actor: lane.createdBy ?? schedule.name }
  const run = await enqueueRun(tx, scope, {
    flowId,
    revision: revision ?? 0,
    parameters: fillDue(schedule.parameters, due.getTime(), previous, timing.zone),
    trigger: regular ? 'schedule' : 'backfill',
    triggerRef,
    published: true,
    ...(regular ? {} : { priority: BACKFILL_PRIORITY }),
  })
  return run.id
}

async function apply(tx: Transaction, schedule: DueSchedule, lane: ReadyLane, choice: Choice, now: Date): Promise<void> {
  const { workspaceId } = schedule
  const change = (id: bigint, data: { state?: string; reason?: string; firedAt?: Date; runId?: string }) =>
    tx.tick.updateMany({ where: { id, workspaceId }, data })
  switch (choice.type) {
    case 'cancel':
      await cancelRun(tx, { workspaceId, runId: choice.runId })
      return
    case 'start': {
      const runId = await start(tx, schedule, lane, choice.tick.due)
      await change(choice.tick.id, { state: 'started', firedAt: now, runId })
      return
    }
    case 'skip':
      await change(choice.tick.id, { state: 'skipped', reason: choice.reason, firedAt: now })
      return
    case 'wait':
      await change(choice.tick.id, { reason: choice.reason })
  }
}

/**
 * Fires what is due, at most `limit` schedules, in one transaction: tick, run and next due time are there together or not at
 * all, so that a scheduler killed at any moment leaves nothing half done. Gives the schedules it looked after.
 */
export const fireDue = (db: Database, clock: Clock, limit: number, except: readonly string[] = []): Promise<readonly string[]> =>
  inTransaction(db, async (tx) => {
    const now = await clock(tx)
    const schedules = await lockDueSchedules(tx, now, limit, except)
    if (schedules.length === 0) return []
    for (const schedule of schedules) await namingSchedule(schedule.id, () => writeTicks(tx, schedule, now.getTime()))
    const ids = schedules.map(({ id }) => id)
    let left = MOST_CHOICES
    for (const lane of await readLanes(tx, ids, now)) {
      const schedule = schedules.find(({ id }) => id === lane.scheduleId)
      if (schedule === undefined || (schedule.paused && lane.series === REGULAR)) continue
      const terms = { overlap: schedule.overlap, published: schedule.revision !== null }
      await namingSchedule(schedule.id, async () => {
        const choices = chooseStarts(lane.ticks, lane, terms).slice(0, left)
        left -= choices.length
        for (const choice of choices) await apply(tx, schedule, lane, choice, now)
      })
    }
    return ids
  })

/** Ends backfills of which nothing waits or runs any more. */
export const endBackfills = (db: Database): Promise<number> =>
  db.$executeRaw`UPDATE backfill b SET state = 'done', finished_at = clock_timestamp() WHERE b.state = 'running'
    AND NOT EXISTS (SELECT 1 FROM tick t LEFT JOIN run r ON r.id = t.run_id WHERE t.series = b.id::text AND t.schedule_id = b.schedule_id
      AND (t.state = 'waiting' OR r.status IN ('queued', 'running', 'awaiting-approval')))`
