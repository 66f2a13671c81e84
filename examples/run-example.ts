import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectors } from '@sluice/connectors'
import { runFlow, type RunEvent } from '@sluice/engine'
import { loadFlow, type Flow } from '@sluice/flow'

export type Finished = Extract<RunEvent, { type: 'run-finished' }>

/** What kept a run from succeeding; warnings are left out. */
export const errors = ({ problems }: Finished): Finished['problems'] => problems.filter(({ severity }) => severity === 'error')

/** A finished run of an example, with the files it wrote; removed at the end of the block. */
export interface ExampleRun extends AsyncDisposable {
  readonly finished: Finished
  readonly events: readonly RunEvent[]
  readonly read: (path: string) => Promise<string>
  readonly bytes: (path: string) => Promise<Buffer>
}

export interface ExampleOptions {
  readonly parameters?: Readonly<Record<string, string>>
  readonly allowedHosts?: readonly string[]
  /** Runs what this makes of the flow instead. */
  readonly change?: (flow: Flow) => Flow
}

/** Runs the flow of an example as it is committed. */
export async function runExample(
  name: string,
  { parameters = {}, allowedHosts = [], change = (flow) => flow }: ExampleOptions = {},
): Promise<ExampleRun> {
  const input = join(import.meta.dirname, name)
  const { flow } = loadFlow(await readFile(join(input, 'flow.json'), 'utf8'))
  if (flow === undefined) throw new Error(`the flow of ${name} can't be loaded`)
  const root = await mkdtemp(join(tmpdir(), 'sluice-example-'))
  const folders = { input, output: join(root, 'output'), work: join(root, 'work') }
  await mkdir(folders.output)
  await mkdir(folders.work)
  const events: RunEvent[] = []
  const limits = { memoryMb: 1024, threads: 2 }
  const job = { runId: 'example', attempt: 1, flow: change(flow), parameters, folders, limits, secrets: {}, connections: {}, allowedHosts, now: '2026-07-01T00:00:00Z', zone: 'UTC', rejectSample: 100_000 } // prettier-ignore
  await runFlow(job, connectors, (event) => events.push(event), new AbortController().signal)
  const finished = events.find((event) => event.type === 'run-finished')
  if (finished === undefined) throw new Error('the run did not finish')
  return {
    finished,
    events,
    read: (path) => readFile(join(folders.output, path), 'utf8'),
    bytes: (path) => readFile(join(folders.output, path)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}
