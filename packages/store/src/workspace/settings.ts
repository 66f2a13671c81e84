import { settingsSchema, type SettingsDto } from '@sluice/contract'
import { type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { notify } from '../database/notifications.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'

/** The settings of a workspace before anybody changed them. */
const DEFAULTS: SettingsDto = { zone: 'UTC', allowedHosts: [], paused: false, runsAtOnce: null, retentionDays: 30, outputsMb: 51_200 }

/** The room that outputs may take in MB, of the setting's value; null or undefined: nobody changed it. */
export const outputsLimit = (value: unknown): number => settingsSchema.shape.outputsMb.parse(value ?? DEFAULTS.outputsMb)

/** The settings of a workspace, those that nobody changed with their defaults. */
export async function readSettings(tx: Transaction, workspaceId: string): Promise<SettingsDto> {
  const rows = await tx.setting.findMany({ where: { workspaceId, key: { in: Object.keys(DEFAULTS) } } })
  return settingsSchema.parse({ ...DEFAULTS, ...Object.fromEntries(rows.map(({ key, value }) => [key, value])) })
}

/** The settings of a workspace, among them what its flows may reach on private addresses. */
export const settingsStore = (scope: Scope) => {
  const { db, workspaceId } = scope
  return {
    read: () => readSettings(db, workspaceId),
    /** Changes the settings that are given; the others stay. */
    write: (change: Partial<SettingsDto>): Promise<SettingsDto> =>
      inTransaction(db, async (tx) => {
        for (const [key, value] of Object.entries(change)) {
          const data = { value: toJson(value) }
          await tx.setting.upsert({ where: { workspaceId_key: { workspaceId, key } }, create: { workspaceId, key, ...data }, update: data })
        }
        const detail = Object.entries(change).map(([key, value]) => [key, Array.isArray(value) ? value.join(' ') : String(value)] as const)
        await recordAudit(tx, scope, 'settings.write', 'workspace', Object.fromEntries(detail))
        // Workers look again: a workspace that goes on has runs for them.
        await notify(tx, 'sluice_queue', '')
        await notify(tx, 'sluice_schedule', '')
        return readSettings(tx, workspaceId)
      }),
  }
}
