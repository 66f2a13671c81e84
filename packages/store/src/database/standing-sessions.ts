import { APPLICATION, USUAL_PATIENCE } from './answering.ts'
import { type Database } from './connect.ts'

/**
 * Ends sessions of ours that stand still in the middle of a statement, because half of a message has come, or nobody takes the answer:
 * their process is stopped, or its host has vanished. PostgreSQL counts them as active, so none of its time-outs for idle transactions
 * ends them, and what they have locked (a run, or the queue) would be locked for good. Gives how many there were.
 */
export async function endStandingSessions(db: Database, standMs = USUAL_PATIENCE.idleMs): Promise<number> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND application_name = ${APPLICATION} AND pid <> pg_backend_pid()
       AND state = 'active' AND wait_event_type = 'Client' AND xact_start IS NOT NULL
       AND state_change < clock_timestamp() - make_interval(secs => ${standMs / 1_000}::float)`
  return rows.length
}
