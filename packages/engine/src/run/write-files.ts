import type { DuckDBConnection } from '@duckdb/node-api'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { RelationId } from '@sluice/plan'
import type { FileFormat } from '../connector.ts'
import type { RunFolders, RunJob } from '../job.ts'
import type { WriteStep } from '../passes/step.ts'
import { appendRows, continued, fileIdentity } from './append-file.ts'
import type { PreparedFile } from './commit.ts'
import { RunFailure } from './failure.ts'
import { moveFile } from './move-file.ts'
import { onDisk } from './on-disk.ts'
import { partitionPath } from './partition-names.ts'
import type { Place } from './place.ts'
import { addPlace, type FileSink } from './sinks.ts'
import { writeRows } from './write-file.ts'
import { partitionRows } from './write-partitions.ts'

/** A sink whose rows are to be written. */
interface Writing {
  readonly job: RunJob
  readonly connection: DuckDBConnection
  readonly step: WriteStep
  readonly sink: FileSink
  /** All of the run's: no two may write the same file. */
  readonly sinks: ReadonlyMap<RelationId, FileSink>
}

/** Writes the rows of a sink into its file, or into one for each value of a column. Nothing is visible yet. */
export async function writeFiles({ job, connection, step, sink, sinks }: Writing): Promise<readonly PreparedFile[]> {
  const write = async (place: Place, sql: string): Promise<PreparedFile> => {
    const base = sink.append ? await fileIdentity(place.absolute) : undefined
    const write = (format: FileFormat) => (file: string) => writeRows(connection, sql, step.columns, format, file)
    const goesOn = sink.append && (await hasBytes(place.absolute))
    const rows = await onDisk('storing', place, () =>
      goesOn
        ? appendRows(place, scratchFor(job.folders, place), step.columns, sink.format, write(continued(sink.format)))
        : writePart(job.folders, place, write(sink.format)),
    )
    return { place, kind: sink.kind, format: sink.format.kind, rows, ...(base === undefined ? {} : { base }) }
  }
  if (sink.partitionBy === undefined) return Promise.all(sink.places.map((place) => write(place, step.sql)))
  const { parts, close } = await partitionRows(connection, step, sink.partitionBy)
  const taken = new Set([...sinks.values()].flatMap(({ places }) => places.map((place) => place.path.toLowerCase())))
  const written: PreparedFile[] = []
  for (const { name, sql } of parts) {
    const file = partitionPath(sink.path, name)
    if (taken.has(file.toLowerCase()))
      throw new RunFailure({ severity: 'error', code: 'output-path-twice', nodeId: step.node, path: ['path'], params: { path: file } })
    written.push(await write(addPlace(job, sink, step.node, file), sql))
  }
  await close()
  return written
}

const scratchFor = (folders: RunFolders, place: Place): string => path.join(folders.work, path.basename(place.part))

const hasBytes = async (file: string): Promise<boolean> => ((await stat(file).catch(() => undefined))?.size ?? 0) > 0

/** A database that outlives the run can't reach the run's own output folder: it writes into scratch, from where the file is moved. */
async function writePart(folders: RunFolders, place: Place, write: (file: string) => Promise<number>): Promise<number> {
  if (folders.session === undefined) return write(place.part)
  const scratch = scratchFor(folders, place)
  const rows = await write(scratch)
  await moveFile(scratch, place.part)
  return rows
}
