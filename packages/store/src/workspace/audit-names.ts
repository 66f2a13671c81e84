import { type Transaction } from '../database/connect.ts'

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

interface Told {
  readonly object: string
  readonly detail: unknown
}

const valuesOf = (detail: unknown): readonly unknown[] => (typeof detail === 'object' && detail !== null ? Object.values(detail) : [])

/**
 * Names of what entries are about or tell of by id: the last one that the log knows, which also knows what is deleted; of
 * flows that are there the one they have now.
 */
export async function namesTold(tx: Transaction, workspaceId: string, entries: readonly Told[]): Promise<Record<string, string>> {
  const told = entries.flatMap(({ object, detail }) => [object, ...valuesOf(detail)])
  const ids = [...new Set(told.filter((value): value is string => typeof value === 'string' && ID.test(value)))]
  if (ids.length === 0) return {}
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT DISTINCT ON (object) object AS id, detail->>'name' AS name FROM audit_entry
     WHERE workspace_id = ${workspaceId}::uuid AND object = ANY (${ids}::text[]) AND coalesce(detail->>'name', '') <> '' ORDER BY object, id DESC`
  const flows = await tx.flow.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, name: true } })
  return Object.fromEntries([...rows, ...flows].map(({ id, name }) => [id, name]))
}
