import { type Transaction } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { outputsLimit } from './settings.ts'

/** What the files of a workspace's runs take. */
export interface OutputsUse {
  readonly usedMb: number
  readonly limitMb: number
  readonly full: boolean
}

const MEGABYTE = 1024 * 1024

/** Rows that went into a database take no room here. */
export async function outputsUse(tx: Transaction, workspaceId: string): Promise<OutputsUse> {
  const [row] = await tx.$queryRaw<{ bytes: bigint; limit: unknown }[]>`
    SELECT coalesce(sum(bytes), 0)::bigint AS bytes, (SELECT value FROM setting WHERE workspace_id = ${workspaceId}::uuid AND key = 'outputsMb') AS limit
      FROM artifact WHERE workspace_id = ${workspaceId}::uuid AND removed_at IS NULL AND target IS NULL`
  const limitMb = outputsLimit(row?.limit)
  const bytes = Number(row?.bytes ?? 0n)
  return { usedMb: Math.ceil(bytes / MEGABYTE), limitMb, full: bytes >= limitMb * MEGABYTE }
}

/** Refuses another run (`outputs-full`) while the outputs that are kept take all the room they may. */
export async function needRoom(tx: Transaction, workspaceId: string): Promise<void> {
  const { usedMb, limitMb, full } = await outputsUse(tx, workspaceId)
  if (full) throw new StoreError('outputs-full', { usedMb, limitMb })
}
