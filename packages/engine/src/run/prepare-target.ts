import type { DuckDBConnection } from '@duckdb/node-api'
import type { Write } from '@sluice/plan'
import { ConnectorError, retryPolicy, withRetries, type Connectors, type Retrying } from '../connector.ts'
import type { RunJob } from '../job.ts'
import type { SystemStep } from '../manifest.ts'
import type { WriteStep } from '../passes/step.ts'
import type { TargetBatch, TargetContext, WriteCounts } from '../target.ts'
import { textBatches, type Taken } from './taken.ts'

export const targetContext = (job: RunJob, node: string, signal: AbortSignal): TargetContext => ({
  runId: job.runId,
  attempt: job.attempt,
  node,
  connections: job.connections,
  allowedHosts: job.allowedHosts,
  folders: job.folders,
  signal,
})

/** Hands the rows of a sink to its system, which makes them durable without showing them. */
export async function prepareSystem(
  job: RunJob,
  connectors: Connectors,
  connection: DuckDBConnection,
  step: WriteStep,
  write: Write,
  { signal, onRetry }: Retrying,
): Promise<Taken & { readonly prepared: SystemStep }> {
  const target = connectors.targets.get(write.connector)
  if (target === undefined) throw new ConnectorError('unknown-connector', { connector: write.connector })
  const retry = retryPolicy(write.config)
  let rows = 0
  const counted = async function* (): AsyncGenerator<TargetBatch> {
    rows = 0
    for await (const batch of textBatches(connection, step)) {
      rows += batch.columns[0]?.length ?? 0
      yield batch
    }
  }
  const context = targetContext(job, write.node, signal)
  const { manifest, rejects, plan } = await withRetries(retry, { signal, onRetry }, () =>
    target.prepare(write.config, write.columns, counted(), context),
  )
  const passed = passedRows(plan.counts, rows, rejects.length)
  return {
    rows,
    passed,
    rejects,
    prepared: {
      kind: 'system',
      node: write.node,
      connector: write.connector,
      manifest,
      plan,
      rows: passed,
      ...(retry.times === 0 ? {} : { retry }),
    },
  }
}

/** Rows by what the target says of them. Rows that name what to delete pass too; what a sync deletes was never a row of the input. */
function passedRows({ inserted, updated, unchanged, deleted }: WriteCounts, rows: number, rejected: number): number {
  const written = inserted + updated + unchanged
  return written + rejected !== rows && written + deleted + rejected === rows ? written + deleted : written
}
