import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'

/**
 * Makes an event of every end of a run that a trigger waits for. The run's id is the key, so that any number of processes may
 * look as often as they like. What ended while the trigger was paused, or before it was saved, counts as seen.
 */
export const takeFlowEnds = (db: Database): Promise<number> =>
  inTransaction(
    db,
    (tx) => tx.$executeRaw`
      INSERT INTO trigger_event (workspace_id, trigger_id, dedupe_key, payload)
      SELECT t.workspace_id, t.id, r.id::text, json_build_object('run', r.id, 'status', r.status)
        FROM "trigger" t JOIN run r ON r.workspace_id = t.workspace_id AND r.flow_id = (t.config->>'after')::uuid
       WHERE t.kind = 'flow' AND NOT t.paused AND r.finished_at > t.updated_at AND r.created_at > now() - interval '7 days'
         AND CASE t.config->>'when' WHEN 'any' THEN r.status IN ('succeeded', 'succeeded-with-rejects', 'failed', 'cancelled')
               WHEN 'failed' THEN r.status = 'failed' ELSE r.status IN ('succeeded', 'succeeded-with-rejects') END
         AND NOT EXISTS (SELECT 1 FROM trigger_event e WHERE e.trigger_id = t.id AND e.dedupe_key = r.id::text)
       ORDER BY r.finished_at ON CONFLICT DO NOTHING`,
  )
