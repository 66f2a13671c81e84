import { type RunState } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { notify } from '../database/notifications.ts'
import { appendEvents, type NewRunEvent, type RunKey } from '../workspace/run-events.ts'

/** Forgets what an attempt has told of its rows: the next one counts and rejects them anew. */
export async function forgetRows(tx: Transaction, { runId, workspaceId }: RunKey): Promise<void> {
  await tx.runNode.deleteMany({ where: { runId, workspaceId } })
  await tx.rejectedRow.deleteMany({ where: { runId, workspaceId } })
}

/** Puts a run that nobody holds any more back into the queue, and says why before. */
export async function requeue(
  tx: Transaction,
  { runId, workspaceId }: RunKey,
  at: Date,
  why: readonly NewRunEvent[],
  more: { readonly phase?: string; readonly notBefore?: Date } = {},
): Promise<void> {
  const free = { status: 'queued', worker: null, leaseUntil: null, notBefore: null, finishedAt: null, durationMs: null, problems: [] }
  await tx.run.updateMany({ where: { id: runId, workspaceId }, data: { ...free, ...more } })
  const queued = { type: 'status' as const, status: 'queued' as const, at: at.toISOString(), durationMs: null, problems: [] }
  await appendEvents(tx, { workspaceId, runId }, [...why, queued])
  await notify(tx, 'sluice_queue', runId)
}

/** Ends a run that nobody holds. */
export async function endRun(
  tx: Transaction,
  { runId, workspaceId }: RunKey,
  at: Date,
  status: Extract<RunState, 'failed' | 'cancelled'>,
  problems: readonly Problem[],
): Promise<void> {
  const { startedAt } = await tx.run.findUniqueOrThrow({ where: { id: runId } })
  const durationMs = startedAt === null ? null : at.getTime() - startedAt.getTime()
  const data = { status, finishedAt: at, durationMs, leaseUntil: null, problems: toJson(problems) }
  await tx.run.updateMany({ where: { id: runId, workspaceId }, data })
  const left = status === 'cancelled' ? 'waiting' : 'failed'
  await tx.runNode.updateMany({ where: { runId, workspaceId, status: 'running' }, data: { status: left, finishedAt: at } })
  const told = problems.map(({ severity, code, params }) => ({ severity, code, params: { ...params } }))
  await appendEvents(tx, { workspaceId, runId }, [{ type: 'status', status, at: at.toISOString(), durationMs, problems: told }])
}

/** An event for the log of a run. */
export const logged = (
  at: Date,
  code: string,
  params: Readonly<Record<string, string | number>>,
  level: 'info' | 'warning' = 'warning',
): NewRunEvent => ({
  type: 'log',
  level,
  code,
  params: { ...params },
  at: at.toISOString(),
})
