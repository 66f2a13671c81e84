import {
  problemSchema,
  progressSchema,
  writePlanSchema,
  type RunDto,
  runStatusSchema,
  runTriggerSchema,
  type OutputDto,
  type RejectedRowDto,
  type RunSummary,
} from '@sluice/contract'
import { type Artifact, type RejectedRow, type Run } from '@sluice/prisma'
import { z } from 'zod'

const outputKind = z.enum(['file', 'table', 'system'])
const rowSchema = z.record(z.string(), z.string().nullable())
const failuresSchema = z
  .array(z.object({ code: z.string(), column: z.string(), message: z.string().optional(), value: z.string().nullable() }))
  .nullable()
export const problemsSchema = z.array(problemSchema)

export const toSummary = (run: Run & { flow: { name: string } }): RunSummary => ({
  id: run.id,
  flowId: run.flowId,
  flowName: run.flow.name,
  flowRevision: run.flowRevision,
  status: runStatusSchema.parse(run.status),
  trigger: runTriggerSchema.parse(run.trigger),
  createdAt: run.createdAt.toISOString(),
  startedAt: run.startedAt?.toISOString() ?? null,
  finishedAt: run.finishedAt?.toISOString() ?? null,
  durationMs: run.durationMs,
  rejectedRows: Number(run.rejectedRows),
  startedBy: run.startedBy,
  published: run.published,
  triggerRef: run.triggerRef,
})

export const toProgress = ({
  attempt,
  maxAttempts,
  losses,
  phase,
  notBefore,
  parentId,
  movesMarks,
  writePlan,
}: Run): Pick<RunDto, 'progress' | 'writePlan'> => ({
  progress: progressSchema.parse({
    attempt,
    maxAttempts,
    losses,
    phase,
    movesMarks,
    notBefore: notBefore?.toISOString() ?? null,
    parentId,
  }),
  writePlan: z.array(writePlanSchema).nullable().parse(writePlan),
})

export const toOutput = ({ id, node, path, kind, format, rows, bytes }: Artifact): OutputDto => ({
  id,
  node,
  path,
  kind: outputKind.parse(kind),
  format,
  rows: Number(rows),
  bytes: Number(bytes),
})

export const toRejected = (r: RejectedRow): RejectedRowDto => ({
  id: Number(r.id),
  node: r.node,
  code: r.code,
  column: r.column,
  message: r.message,
  value: r.value,
  source: r.source,
  line: r.line === null ? null : Number(r.line),
  row: rowSchema.parse(r.row),
  failures: failuresSchema.parse(r.failures),
})
