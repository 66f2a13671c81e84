import { type SavedFlow } from '@sluice/contract'
import { type Flow } from '@sluice/flow'
import { type Flow as FlowRow } from '@sluice/prisma'
import { StoreError } from '../database/error.ts'
import { notify } from '../database/notifications.ts'
import { recordAudit } from './audit.ts'
import { readVersion } from './flow-versions.ts'
import { inTransaction, type Scope } from './scope.ts'

type Published = Pick<SavedFlow, 'publishedRevision' | 'publishedAt' | 'publishedBy'>

/** Which version schedules and endpoints run, as the contract tells it. */
export const publishedOf = (row: Pick<FlowRow, 'publishedRevision' | 'publishedAt' | 'publishedBy'>): Published => ({
  publishedRevision: row.publishedRevision,
  publishedAt: row.publishedAt?.toISOString() ?? null,
  publishedBy: row.publishedBy,
})

/** Nothing is published of this flow. */
export const notPublished = (): StoreError => new StoreError('not-published')

/** Which version of a flow runs by itself. Whether a version may be published is checked by who asks: the store knows no catalogue. */
export const publishing = (scope: Scope, read: (id: string) => Promise<SavedFlow>) => {
  const { db, workspaceId, actor } = scope

  const set = async (id: string, revision: number | null): Promise<SavedFlow> => {
    await inTransaction(db, async (tx) => {
      const { count } = await tx.flow.updateMany({
        where: { id, workspaceId, deletedAt: null, ...(revision === null ? {} : { versions: { some: { revision } } }) },
        data: {
          publishedRevision: revision,
          publishedAt: revision === null ? null : new Date(),
          publishedBy: revision === null ? null : actor,
        },
      })
      if (count === 0) throw new StoreError('not-found', { what: revision === null ? 'flow' : 'flow-version' })
      await recordAudit(tx, scope, revision === null ? 'flow.unpublish' : 'flow.publish', id, revision === null ? {} : { revision })
      await notify(tx, 'sluice_schedule', id)
    })
    return read(id)
  }

  return {
    /** From now on schedules and endpoints run this revision. */
    publish: (id: string, revision: number): Promise<SavedFlow> => set(id, revision),

    /** From now on schedules and endpoints run nothing. */
    unpublish: (id: string): Promise<SavedFlow> => set(id, null),

    /** What schedules and endpoints run. Throws `not-published`. */
    readPublished: async (id: string): Promise<{ revision: number; flow: Flow }> => {
      const { publishedRevision: revision } = await read(id)
      if (revision === null) throw notPublished()
      return { revision, flow: await readVersion(db, scope, id, revision) }
    },
  }
}
