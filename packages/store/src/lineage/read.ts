import { type LineageDto } from '@sluice/contract'
import { z } from 'zod'
import { notFound } from '../database/error.ts'
import { type Scope } from '../workspace/scope.ts'

const kindSchema = z.enum(['file', 'table', 'address'])
const withFlow = { select: { id: true, flowId: true, flowRevision: true, createdAt: true, flow: { select: { name: true } } } } as const

interface OtherRun {
  readonly id: string
  readonly flowId: string
  readonly flowRevision: number
  readonly createdAt: Date
  readonly flow: { readonly name: string }
}

const toOther = (run: OtherRun) => ({ runId: run.id, flowId: run.flowId, flowName: run.flow.name, flowRevision: run.flowRevision, at: run.createdAt.toISOString() }) // prettier-ignore

/** What a run read and made, with the runs at the other ends. */
export async function readLineage({ db, workspaceId }: Scope, runId: string): Promise<LineageDto> {
  if ((await db.run.count({ where: { id: runId, workspaceId } })) === 0) throw notFound('run')
  const [inputs, outputs] = await Promise.all([
    db.runInput.findMany({ where: { workspaceId, runId }, orderBy: { id: 'asc' }, include: { artifact: { include: { run: withFlow } } } }),
    db.artifact.findMany({
      where: { workspaceId, runId },
      orderBy: [{ node: 'asc' }, { path: 'asc' }],
      include: { readBy: { orderBy: { id: 'desc' }, take: 50, include: { run: withFlow } } },
    }),
  ])
  return {
    inputs: inputs.map(({ node, kind, name, hash, bytes, artifact }) => ({
      node,
      kind: kindSchema.parse(kind),
      name,
      hash,
      bytes: bytes === null ? null : Number(bytes),
      madeBy: artifact === null ? null : { ...toOther(artifact.run), path: artifact.path },
    })),
    outputs: outputs.map(({ id, node, path, kind, hash, bytes, readBy }) => ({
      id,
      node,
      path,
      kind,
      hash,
      bytes: Number(bytes),
      readBy: readBy.map(({ run }) => toOther(run)),
    })),
  }
}
