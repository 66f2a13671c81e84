import { settingsSchema, type SettingsDto } from '@sluice/contract'
import { toJson } from '../database/json.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'

/** The settings of a workspace before anybody changed them. */
const DEFAULTS: SettingsDto = { zone: 'UTC', allowedHosts: [] }

/** The settings of a workspace, among them what its flows may reach on private addresses. */
export const settingsStore = (scope: Scope) => {
  const { db, workspaceId } = scope
  const read = async (): Promise<SettingsDto> => {
    const rows = await db.setting.findMany({ where: { workspaceId, key: { in: Object.keys(DEFAULTS) } } })
    return settingsSchema.parse({ ...DEFAULTS, ...Object.fromEntries(rows.map(({ key, value }) => [key, value])) })
  }
  return {
    read,
    write: (settings: SettingsDto): Promise<SettingsDto> =>
      inTransaction(db, async (tx) => {
        for (const [key, value] of Object.entries(settings)) {
          const data = { value: toJson(value) }
          await tx.setting.upsert({ where: { workspaceId_key: { workspaceId, key } }, create: { workspaceId, key, ...data }, update: data })
        }
        await recordAudit(tx, scope, 'settings.write', 'workspace', { zone: settings.zone, allowedHosts: settings.allowedHosts.join(' ') })
        return settings
      }),
  }
}
