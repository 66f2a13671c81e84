import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'

/** What a run read. */
export interface ReadInput {
  readonly node: string
  readonly kind: 'file' | 'table' | 'address'
  readonly name: string
  /** Absent for what is no file, and for a file that changed while it was read. */
  readonly hash?: string
  readonly bytes?: number
}

/** An output file with the hash of its content. */
export interface HashedOutput {
  readonly node: string
  readonly path: string
  readonly hash: string
}

/**
 * Keeps what an attempt read and what its outputs hash to. A file is connected with the newest output of the same content that
 * was there before the run, a table with the newest run that wrote it. Recording again replaces what was recorded.
 */
export const recordLineage = (
  db: Database,
  { workspaceId, runId, attempt }: { readonly workspaceId: string; readonly runId: string; readonly attempt: number },
  inputs: readonly ReadInput[],
  outputs: readonly HashedOutput[],
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const run = await tx.run.findFirst({ where: { id: runId, workspaceId, attempt }, select: { startedAt: true, createdAt: true } })
    // A later attempt tells for itself.
    if (run === null) return
    for (const { node, path, hash } of outputs) await tx.artifact.updateMany({ where: { workspaceId, runId, node, path }, data: { hash } })
    await tx.runInput.deleteMany({ where: { workspaceId, runId } })
    for (const { node, kind, name, hash, bytes } of inputs) {
      const origin =
        kind === 'file' ? (hash === undefined ? undefined : { hash }) : kind === 'table' ? { kind: 'system', path: name } : undefined
      const found = origin === undefined ? null : await tx.artifact.findFirst({ where: { workspaceId, ...origin, runId: { not: runId }, createdAt: { lte: run.startedAt ?? run.createdAt } }, orderBy: { createdAt: 'desc' } }) // prettier-ignore
      const data = { workspaceId, runId, attempt, node, kind, name, hash, bytes, artifactId: found?.id }
      await tx.runInput.create({ data })
    }
  })
