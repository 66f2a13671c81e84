import { type TriggerConfig, type TriggerConfigOf } from '@sluice/contract'
import { z } from 'zod'
import { type Database, type Transaction } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'
import { configOf } from '../workspace/trigger-rows.ts'

/** A trigger that waits for files. */
export interface FileTrigger {
  readonly id: string
  readonly workspaceId: string
  readonly config: TriggerConfigOf<'file'>
  readonly createdAt: Date
  /** What was there when it was saved is written down. */
  readonly hasKnown: boolean
}

const stateSchema = z.object({ filesKnown: z.boolean().default(false) })

const isFile = (config: TriggerConfig): config is TriggerConfigOf<'file'> => config.kind === 'file'

/** The file triggers of all workspaces that are not paused. */
export async function fileTriggers(db: Database): Promise<readonly FileTrigger[]> {
  const rows = await db.trigger.findMany({ where: { kind: 'file', paused: false, flow: { deletedAt: null } } })
  return rows.flatMap(({ id, workspaceId, createdAt, state, config: stored }) => {
    const config = configOf(stored)
    return isFile(config) ? [{ id, workspaceId, config, createdAt, hasKnown: stateSchema.parse(state).filesKnown }] : []
  })
}

/** Writes down files that were there before the trigger looks at their place: they are not new, whatever their time says of others. */
export async function noteKnownFiles(
  tx: Transaction,
  trigger: Pick<FileTrigger, 'id' | 'workspaceId'>,
  keys: readonly string[],
): Promise<void> {
  const { id: triggerId, workspaceId } = trigger
  await tx.$executeRaw`INSERT INTO known_file (trigger_id, key, workspace_id) SELECT ${triggerId}::uuid, key, ${workspaceId}::uuid FROM unnest(${[...keys]}::text[]) AS k(key) ON CONFLICT DO NOTHING`
  await tx.$executeRaw`UPDATE "trigger" SET state = (state::jsonb || '{"filesKnown": true}')::json WHERE id = ${triggerId}::uuid AND workspace_id = ${workspaceId}::uuid`
}

/** The same, for a process that looks at the files of a trigger for the first time. */
export const knowFiles = (db: Database, trigger: FileTrigger, keys: readonly string[]): Promise<void> =>
  inTransaction(db, (tx) => noteKnownFiles(tx, trigger, keys))

/** The keys of a trigger's events among those given, with their states; `known` are those that were there before. */
export async function statesOf(
  db: Database,
  { id, workspaceId, config }: FileTrigger,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.$queryRaw<{ key: string; state: string }[]>`
    SELECT key, 'known' AS state FROM known_file
     WHERE NOT ${config.existing} AND workspace_id = ${workspaceId}::uuid AND trigger_id = ${id}::uuid AND key = ANY(${[...keys]}::text[])
    UNION ALL SELECT dedupe_key, state FROM trigger_event
     WHERE workspace_id = ${workspaceId}::uuid AND trigger_id = ${id}::uuid AND dedupe_key = ANY(${[...keys]}::text[])`
  return new Map(rows.map(({ key, state }) => [key, state]))
}
