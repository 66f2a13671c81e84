import { type UsedBy } from '@sluice/contract'
import { referencesOf, type ReferenceKind } from '@sluice/flow'
import { type Transaction } from '../database/connect.ts'
import { readDocument } from './flows.ts'

/** Which flows outside the trash name which secret or connection, in the version as it stands or in the published one. */
export async function usesOf(
  kind: ReferenceKind,
  { db, workspaceId }: { readonly db: Transaction; readonly workspaceId: string },
): Promise<ReadonlyMap<string, UsedBy[]>> {
  const flows = await db.flow.findMany({
    where: { workspaceId, deletedAt: null },
    select: { id: true, name: true, revision: true, publishedRevision: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
  const wanted = flows.flatMap(({ id, revision, publishedRevision }) =>
    [revision, publishedRevision].flatMap((r) => (r === null ? [] : [{ flowId: id, revision: r }])),
  )
  const versions = await db.flowVersion.findMany({ where: { workspaceId, OR: wanted } })
  const names = new Map(versions.map(({ flowId, revision, document }) => [`${flowId} ${revision}`, namesIn(kind, document)]))
  const found = new Map<string, UsedBy[]>()
  for (const { id, name, revision, publishedRevision } of flows) {
    const current = names.get(`${id} ${revision}`) ?? NONE
    const published = names.get(`${id} ${publishedRevision ?? ''}`) ?? NONE
    for (const used of new Set([...current, ...published])) {
      const use = { flowId: id, flowName: name, current: current.has(used), published: published.has(used) }
      found.set(used, [...(found.get(used) ?? []), use])
    }
  }
  return found
}

const NONE: ReadonlySet<string> = new Set()

const namesIn = (kind: ReferenceKind, document: unknown): ReadonlySet<string> =>
  new Set(referencesOf(readDocument(document).nodes).flatMap((reference) => (reference.kind === kind ? [reference.name] : [])))
