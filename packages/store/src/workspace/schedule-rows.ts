import {
  missedSchema,
  overlapSchema,
  runStatusSchema,
  tickStateSchema,
  type BackfillDto,
  type ScheduleDto,
  type TickDto,
} from '@sluice/contract'
import { type Run, type Schedule, type Tick } from '@sluice/prisma'
import { z } from 'zod'
import { timingOf } from '../scheduling/due-schedules.ts'

const parametersSchema = z.record(z.string(), z.string())

/** The parameters of a schedule's row. */
export const parametersOf = (value: unknown): Record<string, string> => parametersSchema.parse(value)

export const toTick = (tick: Tick & { run: Pick<Run, 'id' | 'status' | 'durationMs' | 'startedAt'> | null }): TickDto => ({
  id: Number(tick.id),
  due: tick.due.toISOString(),
  series: tick.series,
  state: tickStateSchema.parse(tick.state),
  reason: tick.reason,
  notBefore: tick.notBefore.toISOString(),
  firedAt: tick.firedAt?.toISOString() ?? null,
  covers: tick.covers,
  run:
    tick.run === null
      ? null
      : {
          id: tick.run.id,
          status: runStatusSchema.parse(tick.run.status),
          durationMs: tick.run.durationMs,
          startedAt: tick.run.startedAt?.toISOString() ?? null,
        },
})

/** What of a run is told beside its tick. */
export const withRun = { run: { select: { id: true, status: true, durationMs: true, startedAt: true } } } as const

export const toSchedule = (
  row: Schedule & { flow: { name: string; publishedRevision: number | null } },
  lastTicks: readonly TickDto[],
  backfills: readonly BackfillDto[],
): ScheduleDto => ({
  ...timingOf(row),
  id: row.id,
  flowId: row.flowId,
  flowName: row.flow.name,
  flowPublished: row.flow.publishedRevision,
  name: row.name,
  jitterSeconds: row.jitterSeconds,
  overlap: overlapSchema.parse(row.overlap),
  missed: missedSchema.parse(row.missed),
  parameters: parametersOf(row.parameters),
  paused: row.paused,
  nextDue: row.nextDue?.toISOString() ?? null,
  updatedAt: row.updatedAt.toISOString(),
  updatedBy: row.updatedBy,
  lastTicks: [...lastTicks],
  backfills: [...backfills],
})
