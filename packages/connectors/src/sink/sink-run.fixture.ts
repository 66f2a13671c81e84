import { runFlow, type RunEvent, type RunJob } from '@sluice/engine'
import { flowSchema } from '@sluice/flow'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { connectors } from '../index.ts'
import { sourceFixture } from '../source-fixture.ts'

type Finished = RunEvent & { readonly type: 'run-finished' }
type Ask = NonNullable<Parameters<typeof runFlow>[4]>

/** A table typed in, and sinks that all get its rows. */
export interface SinkFlow {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
  readonly sinks: Readonly<Record<string, { readonly type: string; readonly config: Readonly<Record<string, unknown>> }>>
  readonly now?: string
}

/** A folder of outputs that lives for several runs. */
export async function sinkFolder() {
  const fixture = await sourceFixture()
  const { folders } = fixture.context()
  const jobOf = ({ columns, rows, sinks, now = '2026-03-01T00:00:00Z' }: SinkFlow, runId: string): RunJob => ({
    runId, attempt: 1, folders, limits: { memoryMb: 768, threads: 2 }, parameters: {}, secrets: {}, connections: {}, allowedHosts: [], now, zone: 'UTC', rejectSample: 5,
    flow: flowSchema.parse({
      sluice: 1,
      name: 'sinks',
      nodes: [{ id: 'in', type: 'source.table', config: { data: { columns, rows }, emptyIsMissing: false } }, ...Object.entries(sinks).map(([id, sink]) => ({ id, ...sink }))],
      edges: Object.keys(sinks).map((id) => ({ from: { node: 'in', port: 'rows' }, to: { node: id, port: 'rows' } })),
    }),
  }) // prettier-ignore
  const runJob = async (job: RunJob, ask?: Ask): Promise<Finished> => {
    const events: RunEvent[] = []
    await runFlow(job, connectors, (event) => events.push(event), new AbortController().signal, ask)
    const finished = events.at(-1)
    if (finished?.type !== 'run-finished') throw new Error('the run did not finish')
    return finished
  }
  return {
    folders,
    jobOf,
    runJob,
    run: (flow: SinkFlow, runId = 'run-1') => runJob(jobOf(flow, runId)),
    /** All files below the output folder with their text, but for the program's own. */
    files: async (): Promise<Readonly<Record<string, string>>> => {
      const found: Record<string, string> = {}
      for (const entry of await readdir(folders.output, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name)
        const name = relative(folders.output, file)
        if (entry.isFile() && !name.startsWith('.sluice')) found[name] = await readFile(file, 'utf8')
      }
      return found
    },
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  }
}
