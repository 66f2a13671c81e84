import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runFlow, type RejectedRow, type RunEvent } from '@sluice/engine'
import type { Connectors } from '@sluice/engine/connector'
import { flowSchema } from '@sluice/flow'
import { connectors } from '../index.ts'
import { sourceFixture } from '../source-fixture.ts'

export type Finished = RunEvent & { readonly type: 'run-finished' }

export interface CsvRun {
  readonly finished: Finished
  /** Of the source. */
  readonly counts: Finished['nodes'][string]
  /** The first of them. */
  readonly rejected: readonly RejectedRow[]
  /** What the sink wrote. */
  readonly file: string
}

/** Reads a CSV file by a flow with one source and a sink, in the smallest memory. */
export async function runCsv(
  content: string | Uint8Array,
  columns: readonly string[],
  config: Readonly<Record<string, unknown>> = {},
  by: Connectors = connectors,
): Promise<CsvRun> {
  await using fixture = await sourceFixture()
  await fixture.write('in.csv', content)
  const { folders } = fixture.context()
  const events: RunEvent[] = []
  const source = { path: 'in.csv', columns: columns.map((name) => ({ source: name, name, type: 'text' })), ...config }
  const flow = flowSchema.parse({
    sluice: 1,
    name: 'csv',
    nodes: [
      { id: 'in', type: 'source.csv', config: source },
      { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
    ],
    edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
  })
  const job = {
    runId: 'run-1', attempt: 1, flow, folders, limits: { memoryMb: 600, threads: 2 }, parameters: {}, secrets: {}, connections: {},
    allowedHosts: [], now: '2026-03-01T00:00:00Z', zone: 'UTC', rejectSample: 5,
  } // prettier-ignore
  await runFlow(job, by, (event) => events.push(event), new AbortController().signal)
  const finished = events.at(-1)
  if (finished?.type !== 'run-finished') throw new Error('the run did not finish')
  const counts = finished.nodes.in
  if (counts === undefined || finished.status === 'failed') throw new Error(JSON.stringify(finished.problems))
  const file = await readFile(join(folders.output, 'out.csv'), 'utf8')
  return { finished, counts, file, rejected: events.flatMap((event) => (event.type === 'rejected' ? event.rows : [])) }
}
