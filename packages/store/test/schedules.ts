import { scheduleInputSchema, type ScheduleInput } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { type Clock } from '../src/scheduling/clock.ts'
import { databaseClock } from '../src/scheduling/clock.ts'
import { type Store, type Workspace } from '../src/store.ts'

/** A clock that tests set. */
export interface TestClock {
  readonly clock: Clock
  /** Moves it, forward or back. */
  readonly move: (ms: number) => void
  readonly set: (instant: string) => void
}

export const testClock = (instant: string): TestClock => {
  let now = new Date(instant)
  return {
    clock: () => Promise.resolve(now),
    move: (ms) => (now = new Date(now.getTime() + ms)),
    set: (text) => (now = new Date(text)),
  }
}

/** The database's clock, some milliseconds off. */
export const skewed =
  (ms: () => number): Clock =>
  async (tx) =>
    new Date((await databaseClock(tx)).getTime() + ms())

/** A published flow on a schedule; `nextDue` is where its calendar starts. */
export async function scheduled(
  store: Store,
  workspace: Workspace,
  input: Partial<ScheduleInput>,
  nextDue?: string,
): Promise<{ readonly id: string; readonly flowId: string }> {
  const { id: flowId } = await workspace.flows.create(emptyFlow('Scheduled'))
  await workspace.flows.publish(flowId, 1)
  const full = scheduleInputSchema.parse({ kind: 'cron', expression: '0 * * * *', zone: 'UTC', name: 'Nightly', ...input })
  const { id } = await workspace.schedules.create(flowId, full)
  if (nextDue !== undefined) await store.database.schedule.updateMany({ where: { id }, data: { nextDue: new Date(nextDue) } })
  return { id, flowId }
}

/** Ends the runs of a schedule that are under way, as a worker would. */
export const endRuns = (store: Store, id: string) =>
  store.database.run.updateMany({
    where: { triggerRef: id, finishedAt: null },
    data: { status: 'succeeded', finishedAt: new Date(), durationMs: 5 },
  })

/** The ticks of a schedule, oldest due time first: `10:00 started` or `10:00 skipped overlap`. */
export async function ticksOf(store: Store, id: string, series?: string): Promise<readonly string[]> {
  const ticks = await store.database.tick.findMany({ where: { scheduleId: id, series: series ?? 'regular' }, orderBy: { due: 'asc' } })
  return ticks.map(({ due, state, reason, covers }) =>
    [due.toISOString().slice(11, 16), state, reason, covers === 1 ? null : `×${covers}`].filter((part) => part !== null).join(' '),
  )
}
