import type { Plan, RelationId, Scan } from '@sluice/plan'
import type { Reading } from '../connector.ts'
import type { RunFolders, RunLimits } from '../job.ts'
import type { ScanReading, StageOptions } from '../passes/step.ts'
import { problemOf, RunFailure } from './failure.ts'
import { overflowFile } from './overflow-file.ts'
import { csvReading } from './read-csv.ts'
import { databaseMemoryMb } from './session.ts'

/** What decides how the rows of scans reach the database. */
export interface ScanContext {
  readonly plan: Plan
  readonly folders: RunFolders
  readonly limits: RunLimits
  readonly message: StageOptions['message']
  readonly sampleRows?: (scan: Scan) => number | undefined
}

/** How the rows of each opened source reach the database. Throws `RunFailure`. */
export async function scanReadings(
  context: ScanContext,
  readings: ReadonlyMap<RelationId, Reading>,
): Promise<ReadonlyMap<RelationId, ScanReading>> {
  const found = new Map<RelationId, ScanReading>()
  for (const scan of context.plan.relations) {
    const reading = readings.get(scan.id)
    if (scan.op !== 'scan' || reading === undefined) continue
    found.set(scan.id, reading.kind === 'csv' ? await csvScan(context, scan, reading) : { kind: 'table' })
  }
  return found
}

async function csvScan(context: ScanContext, scan: Scan, reading: Reading & { readonly kind: 'csv' }): Promise<ScanReading> {
  try {
    const databaseMb = databaseMemoryMb(context.limits.memoryMb)
    const sampleRows = context.sampleRows?.(scan)
    const overflow = sampleRows === undefined ? await overflowFile(reading.path, databaseMb, context.folders.work) : undefined
    return csvReading(scan, reading, sampleRows, context.message, { databaseMb, overflow })
  } catch (error) {
    throw new RunFailure(problemOf(error, scan.node))
  }
}
