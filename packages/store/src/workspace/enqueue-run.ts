import { policySchema, type RunSummary, type RunTrigger } from '@sluice/contract'
import { Prisma } from '@sluice/prisma'
import { type Transaction } from '../database/connect.ts'
import { notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { WRITES_WHOLE_TABLES } from '../queue/alone.ts'
import { appendEvents, type NewRunEvent } from './run-events.ts'
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
  /** Higher runs first; absent: as the flow's policy says. */
  readonly priority?: number
  /** False: a flow in the trash has no such version. */
  readonly inTrash?: boolean
}

/** What the flow says about its runs; `documentVersion` keeps workers with an older program away from a newer document. */
async function readTerms(tx: Transaction, workspaceId: string, { flowId, revision, inTrash = true }: NewRun) {
  const [row] = await tx.$queryRaw<{ name: string; policy: unknown; version: number; alone: boolean; now: Date }[]>`
    SELECT f.name, f.policy, coalesce((v.document->>'sluice')::int, 1) AS version, ${Prisma.raw(WRITES_WHOLE_TABLES)} AS alone, now() AS now
      FROM flow f JOIN flow_version v ON v.flow_id = f.id AND v.revision = ${revision}::int
     WHERE f.id = ${flowId}::uuid AND f.workspace_id = ${workspaceId}::uuid AND (f.deleted_at IS NULL OR ${inTrash})`
  if (row === undefined) throw notFound('flow-version')
  const { name, version: documentVersion, alone, now } = row
  const { priority, memoryMb = 0, attempts } = policySchema.parse(row.policy)
  // The queue and the schedules go by the database's clock; the client would write that of its host.
  return { name, terms: { priority, memoryMb, maxAttempts: attempts, documentVersion, alone, createdAt: now } }
}

/** Puts a run into the queue in the transaction of whatever asked for it; workers wake at its commit. */
export async function enqueueRun(tx: Transaction, { workspaceId, actor }: Omit<Scope, 'db'>, wanted: NewRun): Promise<RunSummary> {
  const { flowId, revision, parameters, trigger, triggerRef, published = false } = wanted
  const { name, terms } = await readTerms(tx, workspaceId, wanted)
  const priority = wanted.priority ?? terms.priority
  const data = {
    workspaceId,
    flowId,
    flowRevision: revision,
    status: 'queued',
    trigger,
    triggerRef,
    published,
    startedBy: actor,
    ...terms,
    priority,
  }
  const run = await tx.run.create({ data: { ...data, parameters: toJson(parameters) } })
  const queued: NewRunEvent = { type: 'status', status: 'queued', at: run.createdAt.toISOString(), durationMs: null, problems: [] }
  await appendEvents(tx, { workspaceId, runId: run.id }, [queued], 'sluice_queue')
  return toSummary({ ...run, flow: { name } })
}
