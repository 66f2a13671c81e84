import { type Database, type Transaction } from '../database/connect.ts'
import { endStandingSessions } from '../database/standing-sessions.ts'
import { notify } from '../database/notifications.ts'
import { inTransaction } from '../workspace/scope.ts'
import { endRun, forgetRows, logged, requeue } from './requeue.ts'

/** A run that its workers keep dying of is not given to a further one. */
export const MOST_LOSSES = 3

/** After a start of the database everybody first gets the time to tell that they live: beats come every 2 seconds. */
const GRACE_SECONDS = 5

interface Lost {
  readonly id: string
  readonly workspace_id: string
  readonly attempt: number
  readonly worker: string | null
  readonly losses: number
  readonly phase: string
  readonly cancel_requested: boolean
  readonly has_leftovers: boolean
  readonly now: Date
}

/**
 * Takes over the runs whose worker was silent for longer than its lease. In `committing` the next attempt only applies what is
 * prepared; in `working` it starts over. After three losses the run fails. Gives the ids of these runs.
 */
export async function recoverLost(db: Database): Promise<readonly string[]> {
  // What such a session holds nobody could take over.
  await endStandingSessions(db)
  return inTransaction(db, async (tx) => {
    const rows = await tx.$queryRaw<Lost[]>`
      UPDATE run SET losses = losses + 1
       WHERE id IN (SELECT id FROM run WHERE status = 'running' AND lease_until < now()
               AND pg_postmaster_start_time() < now() - make_interval(secs => ${GRACE_SECONDS}::int) FOR UPDATE SKIP LOCKED)
      RETURNING id, workspace_id, attempt, worker, losses, phase, cancel_requested, manifest IS NOT NULL AS has_leftovers, now() AS now`
    for (const row of rows) {
      // Whoever held it may still live: it ends what it has begun.
      await notify(tx, 'sluice_cancel', row.id)
      await recover(tx, row)
    }
    return rows.map(({ id }) => id)
  })
}

async function recover(tx: Transaction, { id: runId, workspace_id: workspaceId, now, ...lost }: Lost): Promise<void> {
  const key = { workspaceId, runId }
  const { attempt, losses, phase, cancel_requested: cancelled } = lost
  const told = logged(now, 'attempt-lost', { attempt, worker: lost.worker ?? '', losses, most: MOST_LOSSES })
  if (cancelled && phase === 'committing') return endRun(tx, key, now, 'failed', [{ severity: 'error', code: 'commit-stopped' }])
  if (losses >= MOST_LOSSES) return endRun(tx, key, now, 'failed', [{ severity: 'error', code: 'worker-lost', params: { losses } }])
  if (cancelled && !lost.has_leftovers) return endRun(tx, key, now, 'cancelled', [])
  if (phase === 'working') await forgetRows(tx, key)
  return requeue(tx, key, now, [told], cancelled ? { phase: 'discarding' } : {})
}
