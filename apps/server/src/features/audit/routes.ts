import { pipeline } from 'node:stream/promises'
import { sendAttachment } from '../../http/attachment.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { auditLines } from './lines.ts'

/** The audit log: entries, the state of their chain, and both as a file. */
export const auditHandlers = (): HandlersOf<'listAudit' | 'readAuditState' | 'exportAudit'> => ({
  listAudit: ({ workspace, query }) => workspace.audit.list(query),
  readAuditState: ({ workspace }) => workspace.audit.state(),
  exportAudit: async ({ workspace, query: { format, ...filter }, http }) => {
    await workspace.audit.record('audit.export', 'audit', { format, ...filter })
    sendAttachment(http.response, `audit.${format}`)
    await pipeline(auditLines(workspace.audit.chained(filter), format, workspace.id), http.response)
  },
})
