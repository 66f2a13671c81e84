import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'
import { type Clock } from './clock.ts'

/** When there will be something to do. */
export interface NextLook {
  /** Milliseconds until the next due time; undefined when there is none. */
  readonly inMs: number | undefined
  /** Something waits for a run to end. */
  readonly blocked: boolean
  /** What time it is. */
  readonly now: Date
}

/** Looks ahead; what is due but held by another scheduler at this moment counts as due now. */
export const nextLook = (db: Database, clock: Clock): Promise<NextLook> =>
  inTransaction(db, async (tx) => {
    const now = await clock(tx)
    const [row] = await tx.$queryRaw<{ due: Date | null; ready: Date | null; blocked: boolean }[]>`SELECT
      (SELECT min(s.next_due) FROM schedule s JOIN flow f ON f.id = s.flow_id WHERE NOT s.paused AND f.deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM setting w WHERE w.workspace_id = s.workspace_id AND w.key = 'paused' AND w.value::text = 'true')) AS due,
      (SELECT min(t.not_before) FROM tick t WHERE t.state = 'waiting' AND t.not_before > ${now}) AS ready,
      (EXISTS (SELECT 1 FROM tick t WHERE t.state = 'waiting' AND t.not_before <= ${now}) OR EXISTS (SELECT 1 FROM backfill b WHERE b.state = 'running')) AS blocked`
    const times = [row?.due, row?.ready].flatMap((at) => (at === null || at === undefined ? [] : [at.getTime()]))
    return { inMs: times.length === 0 ? undefined : Math.min(...times) - now.getTime(), blocked: row?.blocked ?? false, now }
  })
