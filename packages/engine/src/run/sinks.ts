import type { Plan, RelationId, Write } from '@sluice/plan'
import type { Connectors, FileFormat } from '../connector.ts'
import type { RunJob } from '../job.ts'
import { SLUICE_FOLDER } from '../manifest-file.ts'
import type { PreparedFile } from './commit.ts'
import { RunFailure } from './failure.ts'
import { findPlace, isProblem, type Place } from './place.ts'
import { RESPONSE } from './response.ts'

/** A sink of the plan with the files it will make. */
export interface FileSink {
  /** Relative to the output folder; with a mark for the value where there is a file for each. */
  readonly path: string
  /** Filled in as they become known: at once for one file, with the rows for a file per value. */
  readonly places: Place[]
  readonly partitionBy: string | undefined
  readonly append: boolean
  readonly format: FileFormat
  readonly kind: PreparedFile['kind']
  readonly anyOrder: boolean
}

/** Every sink gets its place before the first row is read, so that a run can't fail late for a reason known early. */
export function placeSinks(job: RunJob, plan: Plan, connectors: Connectors, sinks: Map<RelationId, FileSink>): void {
  const taken = new Set<string>()
  for (const write of plan.relations) {
    if (write.op !== 'write' || write.connector === 'rejected' || connectors.targets.has(write.connector)) continue
    if (job.respond === true && write.connector === RESPONSE) continue
    const file = connectors.sinks.get(write.connector)?.file(write.config)
    if (file === undefined)
      throw new RunFailure({ severity: 'error', code: 'unknown-connector', nodeId: write.node, params: { connector: write.connector } })
    if ('severity' in file) throw new RunFailure({ ...file, nodeId: write.node })
    const isTable = write.connector === 'table'
    const path = isTable ? `${SLUICE_FOLDER}/tables/${job.runId}/${write.node}.parquet` : file.path
    if (taken.has(path))
      throw new RunFailure({ severity: 'error', code: 'output-path-twice', nodeId: write.node, path: ['path'], params: { path } })
    taken.add(path)
    const partitionBy = file.partitionBy === '' ? undefined : file.partitionBy
    const sink: FileSink = {
      path,
      places: [],
      partitionBy,
      append: file.append === true,
      format: file.format,
      kind: isTable ? 'table' : 'file',
      anyOrder: file.anyOrder,
    }
    sinks.set(write.id, sink)
    if (partitionBy === undefined) addPlace(job, sink, write.node, path)
  }
}

/** Makes a place for a file of a sink. Throws `RunFailure`. */
export function addPlace(job: RunJob, sink: FileSink, node: string, path: string): Place {
  const number = sink.partitionBy === undefined ? undefined : sink.places.length
  const place = findPlace(job.folders, path, { node, runId: job.runId, attempt: job.attempt, number })
  if (isProblem(place)) throw new RunFailure(place)
  sink.places.push(place)
  return place
}

/** Of sinks whose settings say nothing else. */
const USUAL_ORDER = 1

/** Nodes in the order in which their sinks apply: by the setting `order`, and where that is equal as they were drawn. */
export function applyOrder(job: RunJob, plan: Plan): (node: string) => number {
  const writes = plan.relations.filter((relation): relation is Write => relation.op === 'write')
  const wished = new Map(writes.map(({ node, config }) => [node, typeof config['order'] === 'number' ? config['order'] : USUAL_ORDER]))
  const drawn = job.flow.nodes.map(({ id }, index) => ({ id, index, wish: wished.get(id) ?? USUAL_ORDER }))
  const places = new Map(drawn.sort((a, b) => a.wish - b.wish || a.index - b.index).map(({ id }, place) => [id, place]))
  return (node) => places.get(node) ?? 0
}
