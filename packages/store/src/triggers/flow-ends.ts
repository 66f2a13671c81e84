import { type Database, type Transaction } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'

/**
 * Makes an event of every end of a run that a trigger waits for. A run notes that its end was taken, so it is taken once however
 * long its event is kept, and any number of processes may look as often as they like. What ended while the trigger was paused, or
 * before it was saved, counts as seen. Gives how many.
 */
export const followEnds = (tx: Transaction): Promise<number> => tx.$executeRaw`
  WITH waiting AS MATERIALIZED (
    SELECT t.id, t.workspace_id, t.updated_at, (t.config->>'after')::uuid AS after, t.config->>'when' AS ends
      FROM "trigger" t JOIN flow f ON f.id = t.flow_id WHERE t.kind = 'flow' AND NOT t.paused AND f.deleted_at IS NULL),
  ended AS (
    UPDATE run SET followed = true WHERE id IN (
      SELECT r.id FROM run r WHERE NOT r.followed AND r.finished_at IS NOT NULL
         AND EXISTS (SELECT 1 FROM waiting w WHERE w.workspace_id = r.workspace_id AND w.after = r.flow_id AND r.finished_at > w.updated_at)
       ORDER BY r.id FOR UPDATE SKIP LOCKED)
    RETURNING id, workspace_id, flow_id, status, finished_at)
  INSERT INTO trigger_event (workspace_id, trigger_id, dedupe_key, payload)
  SELECT w.workspace_id, w.id, r.id::text, json_build_object('run', r.id, 'status', r.status)
    FROM waiting w JOIN ended r ON r.workspace_id = w.workspace_id AND r.flow_id = w.after AND r.finished_at > w.updated_at
   WHERE CASE w.ends WHEN 'any' THEN r.status IN ('succeeded', 'succeeded-with-rejects', 'failed', 'cancelled')
           WHEN 'failed' THEN r.status = 'failed' ELSE r.status IN ('succeeded', 'succeeded-with-rejects') END
   ORDER BY r.finished_at ON CONFLICT DO NOTHING`

/** The same, for a process that looks. */
export const takeFlowEnds = (db: Database): Promise<number> => inTransaction(db, followEnds)
