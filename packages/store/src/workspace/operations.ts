import { type OperationsDto } from '@sluice/contract'
import { workerRegistry } from '../queue/workers.ts'
import { outputsUse } from './outputs-room.ts'
import { type Scope } from './scope.ts'

/** How the workspace's runs are served: workers (of all workspaces), queue, room for outputs. */
export async function readOperations({ db, workspaceId }: Omit<Scope, 'actor'>): Promise<OperationsDto> {
  const [living, held, counts, [oldest], outputs] = await Promise.all([
    workerRegistry(db).living(),
    db.run.groupBy({ by: ['worker'], where: { status: 'running' }, _count: true }),
    db.run.groupBy({ by: ['status'], where: { workspaceId, status: { in: ['queued', 'running'] } }, _count: true }),
    db.$queryRaw<{ since: Date | null }[]>`
      SELECT min(coalesce(not_before, created_at)) AS since FROM run
       WHERE workspace_id = ${workspaceId}::uuid AND status = 'queued' AND coalesce(not_before, created_at) <= now()`,
    outputsUse(db, workspaceId),
  ])
  const busy = new Map(held.map(({ worker, _count }) => [worker, _count]))
  const of = (status: string): number => counts.find((count) => count.status === status)?._count ?? 0
  return {
    workers: living.map(({ documentVersion: _version, ...worker }) => ({ ...worker, busy: busy.get(worker.id) ?? 0 })),
    queued: of('queued'),
    running: of('running'),
    oldestWaiting: oldest?.since?.toISOString() ?? null,
    outputs,
  }
}
