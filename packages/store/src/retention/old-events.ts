import { type Database } from '../database/connect.ts'

/**
 * A statement of the intake that has looked for the signature before it was written down must have ended before the event goes:
 * else nothing would be left that tells a replay.
 */
const APART_MINUTES = 10

/**
 * Deletes the events of a workspace that were settled before the days it keeps. A signature without a time counts once for ever, so its
 * hash is written down first, and its event goes with a later call. Events of files stay: a file that is kept where it lies would be
 * taken for a new one.
 */
export async function deleteOldEvents(db: Database, workspaceId: string, days: number): Promise<void> {
  await db.$executeRaw`INSERT INTO spent_signature (trigger_id, hash, workspace_id)
    SELECT e.trigger_id, sha256(convert_to(e.signature, 'UTF8')), e.workspace_id FROM trigger_event e
     WHERE e.workspace_id = ${workspaceId}::uuid AND e.state IN ('done', 'failed') AND e.finished_at < now() - make_interval(days => ${days}::int)
       AND e.signature NOT LIKE '%.%' ON CONFLICT DO NOTHING`
  await db.$executeRaw`DELETE FROM trigger_event e USING "trigger" t
     WHERE t.id = e.trigger_id AND t.kind <> 'file' AND e.workspace_id = ${workspaceId}::uuid AND e.state IN ('done', 'failed')
       AND e.finished_at < now() - make_interval(days => ${days}::int)
       AND (e.signature IS NULL OR e.signature LIKE '%.%' OR EXISTS (SELECT 1 FROM spent_signature s
             WHERE s.trigger_id = e.trigger_id AND s.hash = sha256(convert_to(e.signature, 'UTF8')) AND s.at < now() - make_interval(mins => ${APART_MINUTES}::int)))`
}
