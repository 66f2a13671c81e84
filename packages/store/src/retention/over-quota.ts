import { type ArtifactPlace } from '../artifact-files.ts'
import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'

const MEGABYTE = 1024 * 1024

/**
 * Marks the oldest outputs of a workspace as removed until the others fit into its quota. Outputs of the newest success of
 * each flow and of runs that have not ended stay, so that it may still be full afterwards. Gives what is to be removed.
 */
export const markOverQuota = (
  db: Database,
  workspaceId: string,
  limitMb: number,
): Promise<readonly (ArtifactPlace & { readonly bytes: number })[]> =>
  inTransaction(db, async (tx) => {
    const rows = await tx.$queryRaw<{ run_id: string; attempt: number; path: string; bytes: bigint }[]>`
      WITH kept AS (SELECT DISTINCT ON (flow_id) id FROM run WHERE workspace_id = ${workspaceId}::uuid AND status LIKE 'succeeded%' ORDER BY flow_id, finished_at DESC),
      all_of AS (SELECT a.id, a.run_id, a.created_at, a.bytes FROM artifact a WHERE a.workspace_id = ${workspaceId}::uuid AND a.removed_at IS NULL AND a.target IS NULL),
      excess AS (SELECT coalesce(sum(bytes), 0) - ${BigInt(limitMb * MEGABYTE)}::bigint AS bytes FROM all_of),
      free AS (SELECT o.id, coalesce(sum(o.bytes) OVER (ORDER BY o.created_at, o.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                 FROM all_of o JOIN run r ON r.id = o.run_id WHERE r.finished_at IS NOT NULL AND o.run_id NOT IN (SELECT id FROM kept))
      UPDATE artifact SET removed_at = now() FROM free, excess
       WHERE artifact.id = free.id AND excess.bytes > 0 AND free.before < excess.bytes
      RETURNING artifact.run_id, artifact.attempt, artifact.path, artifact.bytes`
    return rows.map(({ run_id: runId, attempt, path, bytes }) => ({ workspaceId, runId, attempt, path, bytes: Number(bytes) }))
  })
