import { type RunSummary } from '@sluice/contract'
import { z } from 'zod'
import { StoreError } from '../database/error.ts'
import { type Transaction } from '../database/connect.ts'
import { recordAudit } from './audit.ts'
import { enqueueRun } from './enqueue-run.ts'
import { needRoom } from './outputs-room.ts'
import { toSummary } from './run-rows.ts'
import { inTransaction, type Scope } from './scope.ts'

export interface StartRun {
  readonly revision: number
  readonly parameters: Readonly<Record<string, string>>
  readonly trigger: RunSummary['trigger']
  /** The token that asked for it. */
  readonly triggerRef?: string
  /** What whoever asks calls this request, so that asking again starts nothing; unique in the workspace. */
  readonly requestKey?: string
}

const parametersSchema = z.record(z.string(), z.string())

/** Puts a run into the queue; when this answers, the run is committed. A request that was answered before gets that run again. */
export const startRun = (scope: Scope, flowId: string, wanted: StartRun): Promise<RunSummary> =>
  inTransaction(scope.db, async (tx) => {
    const { workspaceId } = scope
    const { revision, requestKey, ...rest } = wanted
    if (requestKey !== undefined) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`request:${workspaceId}:${requestKey}`}, 0))`
      const before = await findRequested({ db: tx, workspaceId }, requestKey, { flowId, revision, parameters: rest.parameters })
      if (before !== undefined) return before
    }
    await needRoom(tx, workspaceId)
    const run = await enqueueRun(tx, scope, { flowId, revision, inTrash: false, ...rest })
    if (requestKey !== undefined) await tx.run.update({ where: { id: run.id, workspaceId }, data: { requestKey } })
    await recordAudit(tx, scope, 'run.start', run.id, { flow: flowId, revision })
    return run
  })

const withFlow = { flow: { select: { name: true } } } as const

/** What a request asks for; `revision` is absent when it asks for the flow as it stands. */
export interface RunRequest {
  readonly flowId: string
  readonly revision?: number
  readonly parameters: Readonly<Record<string, string>>
}

/** The run that a request of this key started before. Throws `request-key-used` when it asked for something else. */
export async function findRequested(
  { db, workspaceId }: { readonly db: Transaction; readonly workspaceId: string },
  requestKey: string,
  asked: RunRequest,
): Promise<RunSummary | undefined> {
  const run = await db.run.findFirst({ where: { workspaceId, requestKey }, include: withFlow })
  if (run === null) return undefined
  const same = run.flowId === asked.flowId && run.flowRevision === (asked.revision ?? run.flowRevision) && equal(parametersSchema.parse(run.parameters), asked.parameters) // prettier-ignore
  if (!same) throw new StoreError('request-key-used', { run: run.id })
  return toSummary(run)
}

type Texts = Readonly<Record<string, string>>
const equal = (a: Texts, b: Texts): boolean => {
  const sorted = (texts: Texts): string => JSON.stringify(Object.entries(texts).sort(([x], [y]) => (x < y ? -1 : 1)))
  return sorted(a) === sorted(b)
}
