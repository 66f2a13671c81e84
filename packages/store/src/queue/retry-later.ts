import { policySchema } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'
import { fence, type AttemptKey } from './fence.ts'
import { forgetRows, logged, requeue } from './requeue.ts'

/** A commit that was begun wants to be finished, whatever the policy says of runs: some of it may be visible. */
const COMMIT_ATTEMPTS = 8

interface Tries {
  readonly max_attempts: number
  readonly policy: unknown
  readonly phase: string
  readonly waits: bigint
  readonly now: Date
}

/** Seconds before the next attempt: doubled from one to the next up to a limit, and somewhere between half and all of that. */
export function backoffSeconds(failed: number, policy: { backoffSeconds: number; maxBackoffSeconds: number }, random: number): number {
  const whole = Math.min(policy.maxBackoffSeconds, policy.backoffSeconds * 2 ** Math.min(failed - 1, 30))
  return whole * (0.5 + random / 2)
}

/**
 * Puts a run that failed for a reason of the outside world back into the queue, as long as its flow's policy has attempts left.
 * Lost workers and runs handed back do not count. False: this was the last attempt, or somebody asked the run to stop.
 */
export const retryLater = (db: Database, key: AttemptKey, problem: Problem): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    if ((await fence(tx, key)).cancelRequested) return false
    const [row] = await tx.$queryRaw<Tries[]>`
      SELECT r.max_attempts, r.phase, f.policy, now() AS now,
             (SELECT count(*) FROM run_event e WHERE e.run_id = r.id AND e.type = 'log' AND e.data->>'code' = 'retry-waits') AS waits
        FROM run r JOIN flow f ON f.id = r.flow_id WHERE r.id = ${key.runId}::uuid AND r.workspace_id = ${key.workspaceId}::uuid`
    if (row === undefined) return false
    const failed = Number(row.waits) + 1
    const most = row.phase === 'committing' ? Math.max(row.max_attempts, COMMIT_ATTEMPTS) : row.max_attempts
    if (failed >= most) return false
    const seconds = backoffSeconds(failed, policySchema.parse(row.policy), Math.random())
    const notBefore = new Date(row.now.getTime() + seconds * 1_000)
    if (row.phase === 'working') await forgetRows(tx, key)
    const params = { failed, of: most, seconds: Math.round(seconds), code: problem.code, node: problem.nodeId ?? '' }
    await requeue(tx, key, row.now, [logged(row.now, 'retry-waits', params)], { notBefore })
    return true
  })
