import { type WaitReason } from '@sluice/contract'
import { Prisma } from '@sluice/prisma'
import { type Database } from '../database/connect.ts'
import { type Scope } from '../workspace/scope.ts'
import { readSettings } from '../workspace/settings.ts'
import { IN_THE_WAY } from './alone.ts'
import { UNFINISHED_COMMITS } from './unfinished-commit.ts'
import { waitReason, type QueuedRun, type QueueFacts } from './wait-reason.ts'
import { workerRegistry } from './workers.ts'

interface WaitRow {
  readonly id: string
  readonly flow_id: string
  readonly memory_mb: number
  readonly document_version: number
  readonly not_before: Date | null
  readonly flow_limit: number | null
  readonly ahead: bigint
  readonly behind: string | null
  readonly beside: string | null
  readonly now: Date
}

/** Why the queued ones among these runs wait, by run. */
export async function waitReasons(scope: Scope, runIds: readonly string[]): Promise<ReadonlyMap<string, WaitReason>> {
  if (runIds.length === 0) return new Map()
  const { db, workspaceId } = scope
  const rows = await db.$queryRaw<WaitRow[]>`
    WITH line AS (SELECT id, row_number() OVER (ORDER BY (created_at AT TIME ZONE 'UTC') - priority * interval '10 minutes', id) - 1 AS ahead
                    FROM run WHERE status = 'queued')
    SELECT r.id, r.flow_id, r.memory_mb, r.document_version, r.not_before, (f.policy->>'maxConcurrent')::int AS flow_limit, line.ahead, now() AS now,
           CASE r.phase WHEN 'working' THEN (${Prisma.raw(UNFINISHED_COMMITS)} ORDER BY c.created_at LIMIT 1) END AS behind,
           CASE WHEN f.policy->>'maxConcurrent' IS NULL THEN (${Prisma.raw(IN_THE_WAY)} ORDER BY o.created_at LIMIT 1) END AS beside
      FROM run r JOIN flow f ON f.id = r.flow_id JOIN line ON line.id = r.id
     WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = ANY(${[...runIds]}::uuid[])`
  const [first] = rows
  if (first === undefined) return new Map()
  const facts = await readFacts(scope, first.now)
  return new Map(rows.map((row) => [row.id, waitReason(toQueued(row), facts)]))
}

const toQueued = (row: WaitRow): QueuedRun => ({
  id: row.id,
  flowId: row.flow_id,
  memoryMb: row.memory_mb,
  documentVersion: row.document_version,
  notBefore: row.not_before,
  flowLimit: row.flow_limit,
  ahead: Number(row.ahead),
  behind: row.behind,
  beside: row.beside,
})

async function readFacts({ db, workspaceId }: Scope, now: Date): Promise<QueueFacts> {
  const [settings, workers, held, ofFlows] = await Promise.all([
    readSettings(db, workspaceId),
    workerRegistry(db).living(),
    readHeld(db),
    db.run.groupBy({ by: ['flowId'], where: { workspaceId, status: 'running' }, _count: true }),
  ])
  const running = new Map(ofFlows.map(({ flowId, _count }) => [flowId, _count]))
  return { now, paused: settings.paused, workspaceLimit: settings.runsAtOnce, running, workers, held }
}

/** Runs and megabytes that each worker holds, over all workspaces. */
async function readHeld(db: Database): Promise<QueueFacts['held']> {
  const rows = await db.run.groupBy({ by: ['worker'], where: { status: 'running' }, _count: true, _sum: { memoryMb: true } })
  return new Map(rows.map(({ worker, _count, _sum }) => [worker ?? '', { runs: _count, memoryMb: _sum.memoryMb ?? 0 }]))
}
