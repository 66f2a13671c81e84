import { type TriggerConfig, type TriggerDto } from '@sluice/contract'
import { randomUUID } from 'node:crypto'
import { type Transaction } from '../database/connect.ts'
import { notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { notify } from '../database/notifications.ts'
import { type Keys } from '../keys/keys.ts'
import { noteKnownFiles } from '../triggers/file-triggers.ts'
import { followEnds } from '../triggers/flow-ends.ts'
import { addressParts } from '../triggers/trigger-path.ts'
import { needsSecret, newSecret, secretPlace } from '../triggers/trigger-secret.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'
import { checkTrigger } from './trigger-checks.ts'
import { eventFigures, triggerEvents } from './trigger-events.ts'
import { configOf, NO_EVENTS, toTrigger } from './trigger-rows.ts'

const include = { flow: { select: { name: true, publishedRevision: true } }, workspace: { select: { slug: true } } } as const

export interface WantedTriggerBody {
  readonly name: string
  readonly flowId: string
  readonly config: TriggerConfig
  /** Of a file trigger: the files that are at its place now. */
  readonly files?: readonly string[]
}

/** A trigger with its secret when this call made one; nothing tells it again. */
export interface WithSecret {
  readonly trigger: TriggerDto
  readonly secret: string | null
}

/** What starts the flows of a workspace from outside. */
export const triggerStore = (scope: Scope, keys: Pick<Keys, 'seal'>) => {
  const { db, workspaceId, actor } = scope

  const find = async (tx: Transaction, id: string) => {
    const row = await tx.trigger.findFirst({ where: { id, workspaceId }, include })
    if (row === null) throw notFound('trigger')
    return row
  }
  const read = async (id: string, tx: Transaction = db): Promise<TriggerDto> => {
    const figures = await eventFigures(tx, workspaceId, [id])
    return toTrigger(await find(tx, id), figures.get(id) ?? NO_EVENTS)
  }

  /** Seals a new secret under the next version. */
  const makeSecret = async (tx: Transaction, id: string, version: number): Promise<string> => {
    const secret = newSecret()
    const sealed = await keys.seal(tx, secretPlace(workspaceId, id, version), secret)
    await tx.trigger.updateMany({ where: { id, workspaceId }, data: { sealed, version } })
    // What was signed with the old one is refused by itself.
    await tx.spentSignature.deleteMany({ where: { triggerId: id, workspaceId } })
    return secret
  }

  const changed = async (tx: Transaction, id: string, action: string, detail: Record<string, string | boolean> = {}): Promise<void> => {
    await recordAudit(tx, scope, action, id, detail)
    await notify(tx, 'sluice_trigger', id)
  }

  /** What is at a place that the trigger looks at from now on is not new there. At the same place a file may have come a moment ago. */
  const noteFiles = async (
    tx: Transaction,
    id: string,
    { config, files = [] }: WantedTriggerBody,
    before: TriggerConfig | undefined,
  ): Promise<void> => {
    if (config.kind !== 'file') return
    const isSamePlace = before?.kind === 'file' && before.folder === config.folder && before.pattern === config.pattern
    if (!isSamePlace) await noteKnownFiles(tx, { id, workspaceId }, files)
  }

  const columnsOf = ({ name, flowId, config }: WantedTriggerBody) => ({
    name, flowId, kind: config.kind, config: toJson(config), ...addressParts(config), updatedAt: new Date(), updatedBy: actor,
  }) // prettier-ignore

  return {
    list: async (flow?: string): Promise<TriggerDto[]> => {
      const where = { workspaceId, ...(flow === undefined ? {} : { flowId: flow }), flow: { deletedAt: null } }
      const rows = await db.trigger.findMany({ where, include, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
      const figures = await eventFigures(db, workspaceId, rows.map(({ id }) => id)) // prettier-ignore
      return rows.map((row) => toTrigger(row, figures.get(row.id) ?? NO_EVENTS))
    },

    read: (id: string): Promise<TriggerDto> => read(id),

    create: (wanted: WantedTriggerBody): Promise<WithSecret> =>
      inTransaction(db, async (tx) => {
        await checkTrigger(tx, scope, { id: undefined, ...wanted })
        const id = randomUUID()
        await tx.trigger.create({ data: { id, workspaceId, ...columnsOf(wanted) } })
        await noteFiles(tx, id, wanted, undefined)
        const secret = needsSecret(wanted.config) ? await makeSecret(tx, id, 1) : null
        await changed(tx, id, 'trigger.create', { name: wanted.name, kind: wanted.config.kind })
        return { trigger: await read(id, tx), secret }
      }),

    /** A secret that is no longer needed is forgotten. */
    save: (id: string, wanted: WantedTriggerBody): Promise<WithSecret> =>
      inTransaction(db, async (tx) => {
        await checkTrigger(tx, scope, { id, ...wanted })
        const before = await find(tx, id)
        // What has ended until now was waited for as it was.
        await followEnds(tx)
        await tx.trigger.updateMany({ where: { id, workspaceId }, data: columnsOf(wanted) })
        await noteFiles(tx, id, wanted, configOf(before.config))
        const needed = needsSecret(wanted.config)
        if (!needed) await tx.trigger.updateMany({ where: { id, workspaceId }, data: { sealed: null } })
        const secret = needed && before.sealed === null ? await makeSecret(tx, id, before.version + 1) : null
        await changed(tx, id, 'trigger.save', { name: wanted.name, kind: wanted.config.kind })
        return { trigger: await read(id, tx), secret }
      }),

    /** The old secret stops working at once. Of an open trigger there is none: null. */
    rotate: (id: string): Promise<WithSecret> =>
      inTransaction(db, async (tx) => {
        const before = await find(tx, id)
        const secret = before.sealed === null ? null : await makeSecret(tx, id, before.version + 1)
        if (secret !== null) await changed(tx, id, 'trigger.rotate-secret')
        return { trigger: await read(id, tx), secret }
      }),

    pause: (id: string, paused: boolean): Promise<TriggerDto> =>
      inTransaction(db, async (tx) => {
        await followEnds(tx)
        const { count } = await tx.trigger.updateMany({ where: { id, workspaceId }, data: { paused, updatedAt: new Date() } })
        if (count === 0) throw notFound('trigger')
        await changed(tx, id, paused ? 'trigger.pause' : 'trigger.resume')
        await notify(tx, 'sluice_event', id)
        return read(id, tx)
      }),

    remove: (id: string): Promise<void> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.trigger.deleteMany({ where: { id, workspaceId } })
        if (count === 0) throw notFound('trigger')
        await changed(tx, id, 'trigger.delete')
      }),

    ...triggerEvents(scope, find),
  }
}
