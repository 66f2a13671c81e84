import { type Flow } from '@sluice/flow'
import { z } from 'zod'
import { type Database } from '../database/connect.ts'
import { notify } from '../database/notifications.ts'
import { readVersion } from '../workspace/flows.ts'
import { appendEvents } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { attemptWriter, LEASE_SECONDS, type AttemptWriter } from './attempt.ts'

/** A run that this worker holds. */
export interface ClaimedRun {
  readonly runId: string
  readonly workspaceId: string
  readonly attempt: number
  readonly flow: Flow
  readonly parameters: Readonly<Record<string, string>>
  readonly startedAt: string
  readonly writer: AttemptWriter
}

/** Work for workers of all workspaces. */
export interface RunQueue {
  /** The oldest queued run, now held by this worker; undefined when there is none. */
  readonly claim: (worker: string) => Promise<ClaimedRun | undefined>
  /** Ends runs whose worker was silent for longer than its lease as failed (`worker-lost`). Gives their ids. */
  readonly failLost: () => Promise<readonly string[]>
  /** Attempts that a worker holds now, as `<run>-<attempt>`: the names of their scratch folders. */
  readonly held: () => Promise<ReadonlySet<string>>
}

interface ClaimRow {
  readonly id: string
  readonly workspace_id: string
  readonly flow_id: string
  readonly flow_revision: number
  readonly attempt: number
  readonly parameters: unknown
  readonly started_at: Date
}

const parametersSchema = z.record(z.string(), z.string())

export const runQueue = (db: Database): RunQueue => ({
  claim: (worker) =>
    inTransaction(db, async (tx) => {
      const [row] = await tx.$queryRaw<ClaimRow[]>`UPDATE run SET status = 'running', attempt = attempt + 1, worker = ${worker},
          lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int), started_at = coalesce(started_at, now())
        WHERE id = (SELECT id FROM run WHERE status = 'queued' ORDER BY created_at FOR UPDATE SKIP LOCKED LIMIT 1)
        RETURNING id, workspace_id, flow_id, flow_revision, attempt, parameters, started_at`
      if (row === undefined) return undefined
      const { id: runId, workspace_id: workspaceId, attempt } = row
      const startedAt = row.started_at.toISOString()
      await appendEvents(tx, { workspaceId, runId }, [{ type: 'status', status: 'running', at: startedAt, durationMs: null, problems: [] }])
      const flow = await readVersion(tx, { workspaceId, actor: worker }, row.flow_id, row.flow_revision)
      const parameters = parametersSchema.parse(row.parameters)
      return { runId, workspaceId, attempt, flow, parameters, startedAt, writer: attemptWriter(db, { workspaceId, runId, attempt }) }
    }),

  failLost: () =>
    inTransaction(db, async (tx) => {
      const problems = [{ severity: 'error' as const, code: 'worker-lost' }]
      const rows = await tx.$queryRaw<{ id: string; workspace_id: string; duration_ms: number; finished_at: Date }[]>`UPDATE run
        SET status = 'failed', finished_at = now(), duration_ms = extract(epoch FROM now() - started_at) * 1000, lease_until = NULL, problems = ${JSON.stringify(problems)}::json
        WHERE id IN (SELECT id FROM run WHERE status = 'running' AND lease_until < now() FOR UPDATE SKIP LOCKED)
        RETURNING id, workspace_id, duration_ms, finished_at`
      for (const { id: runId, workspace_id: workspaceId, duration_ms: durationMs, finished_at } of rows) {
        await tx.runNode.updateMany({ where: { runId, workspaceId, status: 'running' }, data: { status: 'failed' } })
        await appendEvents(tx, { workspaceId, runId }, [
          { type: 'status', status: 'failed', at: finished_at.toISOString(), durationMs, problems },
        ])
        await notify(tx, 'sluice_cancel', runId)
      }
      return rows.map(({ id }) => id)
    }),

  held: async () => {
    const rows = await db.run.findMany({ where: { status: 'running' }, select: { id: true, attempt: true } })
    return new Set(rows.map(({ id, attempt }) => `${id}-${attempt}`))
  },
})
