import { flowSchema } from '@sluice/flow'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Connectors } from '../connector.ts'
import type { RunEvent, RunFolders, RunJob } from '../job.ts'
import type { AskHost } from '../manifest.ts'
import { runFlow } from '../run/run-flow.ts'
import { testConnectors } from './connectors.ts'

export interface FlowParts {
  readonly nodes: readonly { readonly id: string; readonly type: string; readonly config?: Readonly<Record<string, unknown>> }[]
  /** `a.rows > b.rows` */
  readonly edges: readonly string[]
}

export function jobOf(folders: RunFolders, { nodes, edges }: FlowParts, limits: Partial<RunJob['limits']> = {}): RunJob {
  const ends = edges.map((edge) => {
    const [from, to] = edge.split('>').map((end) => {
      const [node, port] = end.trim().split('.')
      return { node, port }
    })
    return { from, to }
  })
  return {
    runId: 'run-1',
    attempt: 1,
    flow: flowSchema.parse({ sluice: 1, name: 'test', nodes, edges: ends }),
    parameters: {},
    folders: { input: folders.input, output: folders.output, work: folders.work },
    limits: { memoryMb: 1024, threads: 2, ...limits },
    secrets: {},
    connections: {},
    allowedHosts: [],
    now: '2026-03-01T00:00:00Z',
    zone: 'UTC',
    rejectSample: 10,
  }
}

export type Finished = RunEvent & { readonly type: 'run-finished' }

/** Runs a job, gives all its events and the last of them. */
export async function runJob(
  job: RunJob,
  options: {
    readonly connectors?: Connectors
    readonly signal?: AbortSignal
    readonly onEvent?: (event: RunEvent) => void
    readonly ask?: AskHost
  } = {},
): Promise<{ readonly events: readonly RunEvent[]; readonly finished: Finished }> {
  const events: RunEvent[] = []
  const emit = (event: RunEvent): void => {
    events.push(event)
    options.onEvent?.(event)
  }
  await runFlow(job, options.connectors ?? testConnectors(), emit, options.signal ?? new AbortController().signal, options.ask)
  const finished = events.at(-1)
  if (finished?.type !== 'run-finished') throw new Error('the last event is not run-finished')
  return { events, finished }
}

/** All files below a folder with their text, hidden ones too. */
export async function filesBelow(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    found[path.relative(folder, file).split(path.sep).join('/')] = await readFile(file, 'utf8')
  }
  return found
}

export async function putFile(folder: string, name: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
  await writeFile(path.join(folder, name), content)
}
