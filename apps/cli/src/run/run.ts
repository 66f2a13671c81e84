import { randomUUID } from 'node:crypto'
import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { planFlow } from '@sluice/catalog'
import { hasErrors, type Flow, type Problem } from '@sluice/flow'
import { EnginePool, manifestFileHost, removeUncommitted, type RunFinished, type RunJob } from '@sluice/runtime'
import { readFlowFile } from '../flow-file.ts'
import { findPrograms } from '../start/programs.ts'
import { text } from '../texts/text.ts'
import { UsageError } from '../usage-error.ts'
import { collectConnections } from './connections.ts'
import { jsonListener } from './json-listener.ts'
import type { RunListener } from './listener.ts'
import { readRunOptions, type RunOptions } from './options.ts'
import { personListener } from './person-listener.ts'
import { finishEarlier, SUCCESSES } from './finish-earlier.ts'
import { exitCode } from './result-line.ts'
import { collectSecrets } from './secrets.ts'

/** Rejected rows that are told one by one, per node; all are counted. */
const REJECTS_TOLD = 1_000

/** What is needed from outside, so that a test can be the terminal. */
export interface RunHost {
  readonly env: NodeJS.ProcessEnv
  readonly stdout: { readonly write: (text: string) => unknown }
  readonly stderr: { readonly write: (text: string) => unknown; readonly isTTY?: boolean; readonly columns?: number }
}

/** `sluice run`: runs a flow document with no server and no database. Gives the exit code. */
export async function run(args: readonly string[], host: RunHost = process): Promise<number> {
  const options = readRunOptions(args)
  const pool = new EnginePool({ max: 1, entry: findPrograms().entry('engine') })
  try {
    return await runWith(pool, options, host)
  } catch (error) {
    if (error instanceof UsageError && options.json) json(host).finished(undefined)
    throw error
  } finally {
    await pool.close()
  }
}

const json = (host: RunHost): RunListener => jsonListener((line) => host.stdout.write(line))

async function runWith(pool: EnginePool, options: RunOptions, host: RunHost): Promise<number> {
  const { flow, problems } = await readFlowFile(options.flow)
  const folder = await realpath(dirname(options.flow))
  const output = options.out ?? folder
  const listener = listenerFor(options, host, flow, output)
  if (flow === undefined) return refuse(listener, problems)

  const now = new Date().toISOString()
  const { secrets, problems: withoutSecret } = await collectSecrets(flow, options.secretsFile, host.env)
  const { connections, problems: withoutConnection } = await collectConnections(flow, options.connectionsFile, host.env)
  const found = [
    ...problems,
    ...withoutSecret,
    ...withoutConnection,
    ...planFlow(flow, { parameters: options.parameters, zone: 'UTC', now }).problems,
  ]
  // Warnings are told with the result, which holds them too.
  if (hasErrors(found)) return refuse(listener, found)

  const runId = randomUUID()
  const made = await outputFolder(output)
  const job: RunJob = {
    runId,
    attempt: 1,
    flow,
    parameters: options.parameters,
    // Beside the outputs, so that committing one is a rename on the same file system.
    folders: { input: folder, output: made, work: join(made, `.sluice-${runId}`) },
    limits: { memoryMb: options.memoryMb, threads: options.threads, timeMs: options.timeMs },
    secrets,
    connections,
    allowedHosts: options.allowedHosts,
    now,
    zone: 'UTC',
    rejectSample: REJECTS_TOLD,
  }
  const earlier = await interruptible((signal) => finishEarlier(pool, job, options, listener, signal))
  if (options.resume || (earlier !== undefined && !SUCCESSES.includes(earlier.status))) {
    if (earlier === undefined) host.stderr.write(`${text('run-nothing-to-resume')}\n`)
    const result = earlier ?? NOTHING_TO_DO
    listener.finished(result)
    return exitCode(result.status, options.failOnRejects)
  }
  const ask = manifestFileHost(made, { approve: options.approve })
  const result = await interruptible((signal) => pool.run(job, listener.event, { signal, host: ask }))
  if (!SUCCESSES.includes(result.status)) await removeUncommitted(made, job)
  listener.finished(result)
  return exitCode(result.status, options.failOnRejects)
}

const NOTHING_TO_DO: RunFinished = { type: 'run-finished', status: 'succeeded', durationMs: 0, nodes: {}, outputs: [], problems: [] }

function refuse(listener: RunListener, problems: readonly Problem[]): 2 {
  listener.problems(problems)
  listener.finished(undefined)
  return 2
}

function listenerFor(options: RunOptions, host: RunHost, flow: Flow | undefined, output: string): RunListener {
  if (options.json) return json(host)
  const { stderr } = host
  const progress = { isTTY: stderr.isTTY === true, columns: stderr.columns ?? 80, write: (text: string) => void stderr.write(text) }
  return personListener({ flow, output, progress, write: (text) => void host.stdout.write(text) })
}

async function outputFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    return await realpath(folder)
  } catch {
    throw new UsageError('run-bad-out', { folder })
  }
}

/** Ctrl-C and a polite end ask the run to stop; the pool sees to it that it does. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const stop = (): void => {
    abort.abort()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await work(abort.signal)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
