import { type TriggerConfig, type TriggerConfigOf } from '@sluice/contract'
import { type Database } from '../database/connect.ts'
import { configOf } from '../workspace/trigger-rows.ts'

/** A trigger that waits for files. */
export interface FileTrigger {
  readonly id: string
  readonly workspaceId: string
  readonly config: TriggerConfigOf<'file'>
  readonly createdAt: Date
}

const isFile = (config: TriggerConfig): config is TriggerConfigOf<'file'> => config.kind === 'file'

/** The file triggers of all workspaces that are not paused. */
export async function fileTriggers(db: Database): Promise<readonly FileTrigger[]> {
  const rows = await db.trigger.findMany({ where: { kind: 'file', paused: false, flow: { deletedAt: null } } })
  return rows.flatMap(({ id, workspaceId, createdAt, config: stored }) => {
    const config = configOf(stored)
    return isFile(config) ? [{ id, workspaceId, config, createdAt }] : []
  })
}

/** The keys of a trigger's events among those given, with their states. */
export async function statesOf(
  db: Database,
  { id, workspaceId }: FileTrigger,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.triggerEvent.findMany({
    where: { workspaceId, triggerId: id, dedupeKey: { in: [...keys] } },
    select: { dedupeKey: true, state: true },
  })
  return new Map(rows.map(({ dedupeKey, state }) => [dedupeKey, state]))
}
