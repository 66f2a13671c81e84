import { z } from 'zod'
import { route } from './route.ts'

const instant = z.iso.datetime()

export const auditEntrySchema = z
  .object({
    id: z.int(), at: instant, who: z.string(),
    /** What was done, e.g. `flow.delete`. */
    action: z.string(),
    /** To what: an id or a name. */
    object: z.string(),
    detail: z.record(z.string(), z.json()),
  })
  .meta({ id: 'AuditEntry' }) // prettier-ignore
export type AuditEntry = z.output<typeof auditEntrySchema>

/** Which entries: all of what is given holds. `action` is one action (`flow.save`) or, ending with a dot, a kind (`flow.`). */
const filter = {
  who: z.string().min(1).max(200).optional(),
  action: z.string().min(1).max(100).optional(),
  object: z.string().min(1).max(500).optional(),
  from: instant.optional(),
  until: instant.optional(),
}
export type AuditFilter = z.output<z.ZodObject<typeof filter>>

export const auditStateSchema = z
  .object({
    entries: z.int(),
    /** The first entry that does not follow from the one before; null when the chain is whole. */
    firstBroken: z.int().nullable(),
    /** Of the newest entry, in hex; kept elsewhere, it tells whether entries were cut off the end. Empty without entries. */
    lastHash: z.string(),
    /** Who is named, and what they did, for the filters. */
    people: z.array(z.string()),
    actions: z.array(z.string()),
  })
  .meta({ id: 'AuditState' })
export type AuditState = z.output<typeof auditStateSchema>

export const auditRoutes = {
  listAudit: route({ name: 'listAudit', method: 'get', path: '/api/audit', summary: 'Who did what, newest first', ability: 'administer', query: z.strictObject({ ...filter, limit: z.coerce.number().int().min(1).max(500).default(100), offset: z.coerce.number().int().min(0).default(0) }), response: z.object({ entries: z.array(auditEntrySchema), total: z.int(), names: z.record(z.string(), z.string()) }) }),
  readAuditState: route({ name: 'readAuditState', method: 'get', path: '/api/audit/state', summary: 'Whether the chain of entries is whole, and who and what occurs in it', ability: 'administer', response: auditStateSchema }),
  exportAudit: route({ name: 'exportAudit', method: 'get', path: '/api/audit/export', summary: 'The entries as a file, oldest first, with their hashes', ability: 'administer', query: z.strictObject({ ...filter, format: z.enum(['csv', 'jsonl']) }), download: true }),
} // prettier-ignore
