import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { connectors } from '@sluice/connectors'
import { runFlow, type AskHost, type RejectedRow, type RunEvent, type RunJob } from '@sluice/engine'
import { flowSchema, type FlowEdge, type FlowNode } from '@sluice/flow'
import type { RunFinished } from '../src/index.ts'
import { scratch } from './host.ts'

/** A node as tests write it. */
export const node = (id: string, type: string, config: FlowNode['config'] = {}): FlowNode => ({
  id,
  type,
  label: '',
  config,
  position: { x: 0, y: 0 },
  disabled: false,
})

/** `a.rejected` to `b.in`; the port is `rows` when none is named. */
export function edge(from: string, to: string, index?: number): FlowEdge {
  const [fromNode = '', fromPort = 'rows'] = from.split('.')
  const [toNode = '', toPort = 'rows'] = to.split('.')
  return { from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort, ...(index === undefined ? {} : { index }) } }
}

/** Columns of a source by name; `name:type` gives a type other than text. */
export const columns = (...names: readonly string[]): { source: string; name: string; type: string }[] =>
  names.map((entry) => {
    const [name = '', type = 'text'] = entry.split(':')
    return { source: name, name, type }
  })

export interface Spec {
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
  readonly job?: Partial<RunJob>
  readonly signal?: AbortSignal
  /** Answers what the run asks about its commit. */
  readonly host?: AskHost
}

export interface Ran {
  readonly result: RunFinished
  readonly rejected: readonly RejectedRow[]
  readonly folder: string
  readonly output: (path: string) => Promise<string>
  readonly written: (path: string) => boolean
}

/** Runs a flow on real files with the real engine in this process. */
export async function runOn({ files = {}, nodes, edges, job = {}, signal = new AbortController().signal, host }: Spec): Promise<Ran> {
  const folder = await scratch()
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  const folders = { input: folder, output: join(folder, 'out'), work: join(folder, 'out', '.work') }
  await mkdir(job.folders?.work ?? folders.work, { recursive: true })
  let result: RunFinished | undefined
  const rejected: RejectedRow[] = []
  const emit = (event: RunEvent): void => {
    if (event.type === 'rejected') rejected.push(...event.rows)
    if (event.type === 'run-finished') result = event
  }
  const complete: RunJob = {
    runId: 'test',
    attempt: 1,
    flow: flowSchema.parse({ sluice: 1, name: 'Test', nodes, edges }),
    parameters: {},
    folders,
    limits: { memoryMb: 1_024, threads: 2 },
    secrets: {},
    connections: {},
    allowedHosts: [],
    now: '2026-01-01T00:00:00Z',
    zone: 'UTC',
    rejectSample: 100,
    ...job,
  }
  await runFlow(complete, connectors, emit, signal, host)
  if (result === undefined) throw new Error('the run told no end')
  const at = (path: string): string => join(complete.folders.output, path)
  return { result, rejected, folder, output: (path) => readFile(at(path), 'utf8'), written: (path) => existsSync(at(path)) }
}

/** One source into one CSV file. */
export const copyCsv = (source: FlowNode): Pick<Spec, 'nodes' | 'edges'> => ({
  nodes: [source, node('out', 'sink.csv', { path: 'out.csv' })],
  edges: [edge(source.id, 'out')],
})
