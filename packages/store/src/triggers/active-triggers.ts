import { type TriggerConfig, type TriggerConfigOf } from '@sluice/contract'
import { type Database } from '../database/connect.ts'
import { type Keys } from '../keys/keys.ts'
import { configOf } from '../workspace/trigger-rows.ts'
import { secretPlace } from './trigger-secret.ts'

/** A webhook or endpoint as the intake needs it, its secret opened. */
export interface ActiveTrigger {
  readonly id: string
  readonly workspaceId: string
  /** The names of the workspace in addresses. */
  readonly workspaceNames: readonly string[]
  readonly flowId: string
  readonly published: number | null
  readonly config: TriggerConfigOf<'webhook'> | TriggerConfigOf<'endpoint'>
  readonly secret: string | undefined
  readonly paused: boolean
}

const hasAddress = (config: TriggerConfig): config is ActiveTrigger['config'] => config.kind === 'webhook' || config.kind === 'endpoint'

/** Every webhook and endpoint of all workspaces. One whose secret can't be opened answers nothing. */
export async function activeTriggers(db: Database, keys: Pick<Keys, 'unseal'>): Promise<readonly ActiveTrigger[]> {
  const pauses = await db.setting.findMany({ where: { key: 'paused' } })
  const stopped = new Set(pauses.filter(({ value }) => value === true).map((row) => row.workspaceId))
  const rows = await db.trigger.findMany({
    where: { kind: { in: ['webhook', 'endpoint'] }, flow: { deletedAt: null } },
    include: { workspace: { select: { slug: true } }, flow: { select: { publishedRevision: true } } },
  })
  return rows.flatMap((row): ActiveTrigger[] => {
    const config = configOf(row.config)
    if (!hasAddress(config)) return []
    const { id, workspaceId, flowId, sealed } = row
    const paused = row.paused || stopped.has(workspaceId)
    try {
      const secret = sealed === null ? undefined : keys.unseal(secretPlace(workspaceId, id, row.version), sealed)
      const workspaceNames = [workspaceId, row.workspace.slug]
      return [{ id, workspaceId, workspaceNames, flowId, published: row.flow.publishedRevision, config, secret, paused }]
    } catch {
      return []
    }
  })
}
