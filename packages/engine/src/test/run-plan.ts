import { PlanBuilder, type Plan } from '@sluice/plan'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Connectors } from '../connector.ts'
import type { NodeCounts, RejectedRow, RunFolders } from '../job.ts'
import { execute } from '../run/execute.ts'
import { writeRows } from '../run/write-file.ts'
import { testConnectors } from './connectors.ts'

/** Folders of one test, gone behind it. */
export async function testFolders(): Promise<RunFolders & AsyncDisposable> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'sluice-engine-')))
  const folders = { input: path.join(root, 'in'), output: path.join(root, 'out'), work: path.join(root, 'work') }
  for (const folder of Object.values(folders)) await mkdir(folder)
  return { ...folders, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}

export interface PlanRun {
  readonly counts: Readonly<Record<string, NodeCounts>>
  readonly broken: readonly string[]
  readonly rejected: readonly RejectedRow[]
  /** The text of each file that was written, by the path in its settings. */
  readonly files: Readonly<Record<string, string>>
}

export interface PlanRunOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly connectors?: Connectors
  readonly rejectSample?: number
  readonly memoryMb?: number
}

/** Builds a plan and runs it for real; sinks write into a folder of the test's own. */
export async function runPlan(build: (builder: PlanBuilder) => void, options: PlanRunOptions = {}): Promise<PlanRun> {
  await using folders = await testFolders()
  for (const [name, content] of Object.entries(options.inputs ?? {})) await writeFile(path.join(folders.input, name), content)
  const builder = new PlanBuilder()
  build(builder)
  const plan: Plan = builder.build()
  const connectors = options.connectors ?? testConnectors()
  const rejected: RejectedRow[] = []
  const files: Record<string, string> = {}
  const { counts, problems } = await execute({
    plan,
    connectors,
    folders,
    limits: { memoryMb: options.memoryMb ?? 1024, threads: 2 },
    secrets: {},
    connections: {},
    allowedHosts: [],
    zone: 'UTC',
    rejectSample: options.rejectSample ?? 100,
    anyOrder: new Set(),
    message: (code, params) => `${code} ${JSON.stringify(params)}`,
    label: (node) => node,
    signal: new AbortController().signal,
    onRejected: (rows) => void rejected.push(...rows),
    write: async (connection, step, write) => {
      const target = connectors.sinks.get(write.connector)?.file(write.config)
      if (target === undefined || 'severity' in target) throw new Error(`no sink ${write.connector}`)
      const file = path.join(folders.output, target.path)
      const rows = await writeRows(connection, step.sql, step.columns, target.format, file)
      files[target.path] = await readFile(file, 'utf8')
      return rows
    },
  })
  return { counts, broken: problems.map((problem) => JSON.stringify(problem.params)), rejected, files }
}
