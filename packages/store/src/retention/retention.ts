import { type ArtifactFiles } from '../artifact-files.ts'
import { type Database } from '../database/connect.ts'
import { recordAudit } from '../workspace/audit.ts'
import { inTransaction } from '../workspace/scope.ts'
import { readSettings } from '../workspace/settings.ts'
import { abandonOld } from '../queue/abandon.ts'
import { deleteOldEvents } from './old-events.ts'
import { deleteOldAlerts, deleteOldRuns, NOTHING, sum, type Deleted } from './old-runs.ts'
import { deleteOldTicks } from './old-ticks.ts'
import { markOverQuota } from './over-quota.ts'

/** A folder without a run may belong to one that begins in this moment. */
const ORPHAN_AFTER_MS = 3_600_000
const MEGABYTE = 1024 * 1024
const ASK_AT_ONCE = 500
/** Who is told to have done it. */
const ACTOR = 'Sluice'

/**
 * Deletes in every workspace what it keeps no longer, then the oldest outputs beyond its quota, then files whose run is
 * gone. May be broken off and begun again at any moment: rows go before files, and files without rows are found later.
 */
export async function keepNoLonger(db: Database, files: ArtifactFiles): Promise<Deleted> {
  let all = NOTHING
  for (const { id } of await db.workspace.findMany({ select: { id: true } })) all = sum(all, await inWorkspace(db, files, id))
  await removeOrphans(db, files)
  return all
}

async function inWorkspace(db: Database, files: ArtifactFiles, workspaceId: string): Promise<Deleted> {
  const { retentionDays, outputsMb } = await readSettings(db, workspaceId)
  let all = NOTHING
  // A worker takes away what they had prepared; the runs are deleted later.
  while ((await abandonOld(db, workspaceId, retentionDays, ACTOR)) > 0);
  for (;;) {
    const deleted = await deleteOldRuns(db, workspaceId, retentionDays)
    if (deleted.runs === 0) break
    for (const runId of deleted.ids) await files.removeRun(runId)
    all = sum(all, deleted)
  }
  await deleteOldEvents(db, workspaceId, retentionDays)
  await deleteOldAlerts(db, workspaceId, retentionDays)
  await deleteOldTicks(db, workspaceId, retentionDays)
  for (const output of await markOverQuota(db, workspaceId, outputsMb)) {
    await files.remove(output)
    all = sum(all, { ...NOTHING, outputs: 1, bytes: output.bytes })
  }
  if (all.runs + all.outputs > 0) await tell(db, workspaceId, all)
  return all
}

const tell = (db: Database, workspaceId: string, { runs, outputs, rejectedRows, bytes }: Deleted): Promise<void> =>
  inTransaction(db, (tx) => {
    const detail = { runs, outputs, rejectedRows, megabytes: Math.round(bytes / MEGABYTE) }
    return recordAudit(tx, { workspaceId, actor: ACTOR }, 'retention.delete', 'runs', detail)
  })

async function removeOrphans(db: Database, files: ArtifactFiles): Promise<void> {
  let asked: string[] = []
  const removeUnknown = async (): Promise<void> => {
    const rows = await db.$queryRaw<{ id: string }[]>`SELECT id::text FROM run WHERE id::text = ANY(${asked})`
    const known = new Set(rows.map(({ id }) => id))
    for (const runId of asked) if (!known.has(runId)) await files.removeRun(runId)
    asked = []
  }
  for await (const { runId, ageMs } of files.runs()) {
    if (ageMs < ORPHAN_AFTER_MS || !/^[0-9a-f-]{36}$/.test(runId)) continue
    if (asked.push(runId) === ASK_AT_ONCE) await removeUnknown()
  }
  if (asked.length > 0) await removeUnknown()
}
