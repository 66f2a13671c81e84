import { type Transaction } from '../database/connect.ts'

/** What a run read. */
export interface ReadInput {
  readonly node: string
  readonly kind: 'file' | 'table' | 'address'
  readonly name: string
  /** Absent for what is no file, and for a file that changed while it was read. */
  readonly hash?: string
  readonly bytes?: number
}

/** Inputs as a parameter of `inputsFrom`. PostgreSQL's text holds no U+0000; it is shown as its symbol. */
export const toInputRows = (inputs: readonly ReadInput[]): string =>
  JSON.stringify(inputs.map((input) => ({ ...input, name: input.name.replaceAll('\u0000', '\u2400') })))

const newestOutput = (run: string, which: string): string => `(
      SELECT a.id FROM artifact a
       WHERE a.workspace_id = ${run}.workspace_id AND ${which} AND a.run_id <> ${run}.id AND a.created_at <= coalesce(${run}.started_at, ${run}.created_at)
       ORDER BY a.created_at DESC LIMIT 1)`

/**
 * Writes what a run read: a file is connected with the newest output of the same content that was there before the run, a table
 * with the newest run that wrote it. `run`: a relation with the run's row; the others are parameters.
 */
export const inputsFrom = (run: string, attempt: string, inputs: string): string => `
    INSERT INTO run_input (workspace_id, run_id, attempt, node, kind, name, hash, bytes, artifact_id)
    SELECT ${run}.workspace_id, ${run}.id, ${attempt}, i.node, i.kind, i.name, i.hash, i.bytes,
      CASE i.kind WHEN 'file' THEN ${newestOutput(run, 'a.hash = i.hash')}
                  WHEN 'table' THEN ${newestOutput(run, `a.target = i.name`)} END
      FROM ${run}, json_to_recordset(${inputs}::json) AS i(node text, kind text, name text, hash text, bytes bigint)`

const RECORD = `WITH read AS (SELECT id, workspace_id, started_at, created_at FROM run WHERE id = $1::uuid AND workspace_id = $2::uuid)${inputsFrom('read', '$3::int', '$4')}`

interface Attempt {
  readonly workspaceId: string
  readonly runId: string
  readonly attempt: number
}

/** Keeps what an attempt read, in the transaction that ends its run. What an earlier attempt told is replaced. */
export async function recordInputs(tx: Transaction, { workspaceId, runId, attempt }: Attempt, inputs: readonly ReadInput[]): Promise<void> {
  await tx.runInput.deleteMany({ where: { workspaceId, runId } })
  if (inputs.length > 0) await tx.$executeRawUnsafe(RECORD, runId, workspaceId, attempt, toInputRows(inputs))
}
