import { type RunSummary, type RunTrigger } from '@sluice/contract'
import { type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { notify } from '../database/notifications.ts'
import { appendEvents } from './run-events.ts'
import { toSummary } from './run-rows.ts'
import { type Scope } from './scope.ts'

/** A run that is wanted: of which version, with what, and what asked for it. */
export interface NewRun {
  readonly flowId: string
  readonly revision: number
  readonly parameters: Readonly<Record<string, string>>
  readonly trigger: RunTrigger
  /** The schedule, trigger or token that asked for it. */
  readonly triggerRef?: string
  /** The version is the published one. */
  readonly published?: boolean
  /** Higher runs first; 0 unless told otherwise. */
  readonly priority?: number
}

/** Puts a run into the queue in the transaction of whatever asked for it; workers wake at its commit. */
export async function enqueueRun(tx: Transaction, { workspaceId, actor }: Omit<Scope, 'db'>, wanted: NewRun): Promise<RunSummary> {
  const { flowId, revision, parameters, trigger, triggerRef, published = false, priority = 0 } = wanted
  const data = { workspaceId, flowId, flowRevision: revision, status: 'queued', trigger, triggerRef, published, priority, startedBy: actor }
  const run = await tx.run.create({ data: { ...data, parameters: toJson(parameters) }, include: { flow: { select: { name: true } } } })
  await appendEvents(tx, { workspaceId, runId: run.id }, [
    { type: 'status', status: 'queued', at: run.createdAt.toISOString(), durationMs: null, problems: [] },
  ])
  await notify(tx, 'sluice_queue', run.id)
  return toSummary(run)
}
