import { type BackfillDto } from '@sluice/contract'
import { type Prisma } from '@sluice/prisma'
import { z } from 'zod'
import { type Transaction } from '../database/connect.ts'
import { type Scope } from './scope.ts'

const stateSchema = z.enum(['running', 'done', 'cancelled'])

type Progress = Pick<BackfillDto, 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped'>

interface Row {
  readonly series: string
  readonly waiting: bigint
  readonly running: bigint
  readonly succeeded: bigint
  readonly failed: bigint
  readonly skipped: bigint
}

const NOTHING: Progress = { waiting: 0, running: 0, succeeded: 0, failed: 0, skipped: 0 }

/** Backfills with how far they are, newest first. A run that was cancelled counts as failed. */
export async function readBackfills(
  tx: Transaction,
  { workspaceId }: Omit<Scope, 'db'>,
  where: Prisma.BackfillWhereInput,
): Promise<BackfillDto[]> {
  const rows = await tx.backfill.findMany({ where: { workspaceId, ...where }, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: 100 })
  const counts = await tx.$queryRaw<Row[]>`SELECT t.series,
      count(*) FILTER (WHERE t.state = 'waiting') AS waiting,
      count(*) FILTER (WHERE r.status IN ('queued', 'running', 'awaiting-approval')) AS running,
      count(*) FILTER (WHERE r.status IN ('succeeded', 'succeeded-with-rejects')) AS succeeded,
      count(*) FILTER (WHERE t.state = 'started' AND (r.id IS NULL OR r.status IN ('failed', 'cancelled'))) AS failed,
      count(*) FILTER (WHERE t.state = 'skipped') AS skipped
    FROM tick t LEFT JOIN run r ON r.id = t.run_id
    WHERE t.workspace_id = ${workspaceId}::uuid AND t.schedule_id = ANY (${rows.map(({ scheduleId }) => scheduleId)}::uuid[])
      AND t.series = ANY (${rows.map(({ id }) => id)}::text[]) GROUP BY t.series`
  return rows.map((row) => {
    const found = counts.find(({ series }) => series === row.id)
    const progress: Progress =
      found === undefined
        ? NOTHING
        : {
            waiting: Number(found.waiting),
            running: Number(found.running),
            succeeded: Number(found.succeeded),
            failed: Number(found.failed),
            skipped: Number(found.skipped),
          }
    return {
      id: row.id,
      scheduleId: row.scheduleId,
      since: row.since.toISOString(),
      until: row.until.toISOString(),
      onlyMissed: row.onlyMissed,
      concurrency: row.concurrency,
      state: stateSchema.parse(row.state),
      total: row.total,
      ...progress,
      createdAt: row.createdAt.toISOString(),
      createdBy: row.createdBy,
      finishedAt: row.finishedAt?.toISOString() ?? null,
    }
  })
}
