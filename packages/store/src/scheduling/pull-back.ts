import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'
import { calendarOf } from './calendar.ts'
import { type Clock } from './clock.ts'
import { timingOf } from './due-schedules.ts'

/**
 * Sets due times back that are further ahead than the calendar says: they were written while the clock was wrong, and the schedule
 * would be silent until then. A due time has one tick, so what has fired does not fire again. One that another scheduler holds is
 * being looked after. Gives how many were set back.
 */
export const pullBack = (db: Database, clock: Clock): Promise<number> =>
  inTransaction(db, async (tx) => {
    const now = await clock(tx)
    const ahead = await tx.schedule.findMany({ where: { paused: false, nextDue: { gt: now } } })
    let count = 0
    for (const { id, workspaceId, nextDue, ...timing } of ahead) {
      const next = nextAfter(timing, now.getTime())
      if (next === undefined || nextDue === null || next >= nextDue.getTime()) continue
      // Unless somebody has changed it meanwhile.
      const back = await tx.schedule.updateMany({ where: { id, workspaceId, nextDue }, data: { nextDue: new Date(next) } })
      count += back.count
    }
    return count
  })

/** Undefined as well when the schedule can't be read: firing it tells why. */
function nextAfter(timing: Parameters<typeof timingOf>[0], now: number): number | undefined {
  try {
    return calendarOf(timingOf(timing)).after(now)
  } catch {
    return undefined
  }
}
