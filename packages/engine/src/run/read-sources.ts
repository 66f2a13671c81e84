import type { Plan, RelationId, Scan } from '@sluice/plan'
import type { Json } from '@sluice/flow'
import type { Connections } from '../connection.ts'
import {
  ConnectorError,
  NO_RETRIES,
  retryPolicy,
  withRetries,
  type Connectors,
  type Reading,
  type Retry,
  type SourceBatch,
} from '../connector.ts'
import type { Incoming } from '../incoming.ts'
import type { RunFolders, RunLimits } from '../job.ts'
import { packBatch, type PackedBatch } from '../packed-texts.ts'
import type { AppendStep } from '../passes/step.ts'
import { appendBatches, type Appending } from './append.ts'
import { isRetryable, problemOf, RunFailure } from './failure.ts'
import { sourceNames } from './read-csv.ts'

/** What it takes to read the sources of a plan. */
export interface SourceTerms {
  readonly plan: Plan
  readonly connectors: Connectors
  readonly folders: RunFolders
  readonly limits: RunLimits
  readonly secrets: Readonly<Record<string, string>>
  readonly connections: Connections
  readonly watermarks?: Readonly<Record<string, Json>> | undefined
  readonly incoming?: readonly Incoming[]
  readonly allowedHosts: readonly string[]
  /** Rows to read from a source; undefined: all. */
  readonly sampleRows?: (scan: Scan) => number | undefined
  readonly signal: AbortSignal
  /** A source failed for the moment and is tried again. */
  readonly onRetry?: (node: string, retry: Retry) => void
}

/** How each source is being read, by relation; one that is tried again is read anew. */
export type Readings = Map<RelationId, Reading>

function openSource(terms: SourceTerms, scan: Scan, signal: AbortSignal): Promise<Reading> {
  const connector = terms.connectors.sources.get(scan.connector)
  if (connector === undefined) throw new ConnectorError('unknown-connector', { connector: scan.connector })
  const { folders, secrets, connections, allowedHosts, limits, onRetry } = terms
  const watermark = terms.watermarks?.[scan.node]
  const sampleRows = terms.sampleRows?.(scan)
  return connector.open(scan.config, {
    folders,
    signal,
    secrets,
    connections,
    allowedHosts,
    ...(watermark === undefined ? {} : { watermark }),
    columns: sourceNames(scan),
    threads: limits.threads,
    ...(onRetry === undefined ? {} : { onRetry: (retry) => onRetry(scan.node, retry) }),
    ...(terms.incoming === undefined ? {} : { incoming: terms.incoming }),
    ...(sampleRows === undefined ? {} : { sampleRows }),
  })
}

/** Opens every source; nothing is asked of systems before their rows are. */
export async function openSources(terms: SourceTerms, signal: AbortSignal): Promise<Readings> {
  const readings: Readings = new Map()
  for (const scan of terms.plan.relations) {
    if (scan.op !== 'scan') continue
    try {
      readings.set(scan.id, await openSource(terms, scan, signal))
    } catch (error) {
      terms.signal.throwIfAborted()
      throw new RunFailure(problemOf(error, scan.node), isRetryable(error))
    }
  }
  return readings
}

/**
 * Fills the table of a source. A system that fails for the moment is read anew from the beginning, as the node's settings say; what was
 * taken in before is thrown away. At design time, where a person waits, it is not.
 */
export async function takeIn(terms: SourceTerms, readings: Readings, step: AppendStep, appending: Appending): Promise<void> {
  const { plan, connectors, sampleRows, onRetry } = terms
  const scan = plan.relations.find((relation): relation is Scan => relation.id === step.relation && relation.op === 'scan')
  const itself = scan === undefined || sampleRows !== undefined || connectors.sources.get(scan.connector)?.retriesItself === true
  const policy = itself ? NO_RETRIES : retryPolicy(scan.config)
  const tell = scan === undefined || onRetry === undefined ? {} : { onRetry: onRetry.bind(undefined, scan.node) }
  await withRetries(policy, { signal: appending.signal, ...tell }, async (failed) => {
    if (failed > 0 && scan !== undefined) readings.set(scan.id, await openSource(terms, scan, appending.signal))
    await appendBatches(appending, step, batchesOf(plan, step, readings))
  })
}

async function* oneBatch(columns: SourceBatch['columns']): AsyncIterable<PackedBatch> {
  yield await Promise.resolve(packBatch({ columns, rejects: [] }))
}

async function* packed(batches: AsyncIterable<SourceBatch>): AsyncIterable<PackedBatch> {
  for await (const batch of batches) yield packBatch(batch)
}

function batchesOf(plan: Plan, step: AppendStep, readings: Readings): AsyncIterable<PackedBatch> {
  const reading = readings.get(step.relation)
  if (reading?.kind === 'packed') return reading.batches
  if (reading?.kind === 'batches') return packed(reading.batches)
  const values = plan.relations.find((relation) => relation.id === step.relation)
  return values?.op === 'values' ? oneBatch(values.columns.map((_column, i) => values.rows.map((row) => row[i] ?? null))) : oneBatch([])
}
