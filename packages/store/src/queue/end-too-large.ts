import { type Database } from '../database/connect.ts'
import { appendEvents } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { SILENT_SECONDS } from './workers.ts'

/** A larger worker may be on its way: a run that fits none waits this long, and says so meanwhile. */
const GRACE_MINUTES = 10

interface TooLarge {
  readonly id: string
  readonly workspace_id: string
  readonly memory_mb: number
  readonly largest: number
  readonly finished_at: Date
}

/** Ends queued runs that need more memory than any living worker may ever give. Without workers nothing is known, so nothing ends. */
export const endTooLarge = (db: Database): Promise<readonly string[]> =>
  inTransaction(db, async (tx) => {
    const rows = await tx.$queryRaw<TooLarge[]>`
      WITH largest AS (SELECT max(memory_mb) AS mb FROM worker WHERE seen_at > now() - make_interval(secs => ${SILENT_SECONDS}::int))
      UPDATE run SET status = 'failed', finished_at = now(),
          problems = json_build_array(json_build_object('severity', 'error', 'code', 'memory-too-large',
            'params', json_build_object('memoryMb', memory_mb, 'largestMb', largest.mb)))
        FROM largest
       WHERE run.id IN (SELECT r.id FROM run r, largest WHERE r.status = 'queued' AND r.memory_mb > largest.mb
               AND r.created_at < now() - make_interval(mins => ${GRACE_MINUTES}::int) FOR UPDATE OF r SKIP LOCKED)
      RETURNING run.id, run.workspace_id, run.memory_mb, largest.mb AS largest, run.finished_at`
    for (const { id: runId, workspace_id: workspaceId, memory_mb: memoryMb, largest: largestMb, finished_at } of rows) {
      const problems = [{ severity: 'error' as const, code: 'memory-too-large', params: { memoryMb, largestMb } }]
      await appendEvents(tx, { workspaceId, runId }, [
        { type: 'status', status: 'failed', at: finished_at.toISOString(), durationMs: null, problems },
      ])
    }
    return rows.map(({ id }) => id)
  })
