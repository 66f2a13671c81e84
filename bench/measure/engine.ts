import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Flow } from '@sluice/flow'
import { EnginePool, type RunFinished, type RunJob } from '@sluice/runtime'
import { engineEntry } from './engine-bundle.ts'
import type { Measured } from './sql.ts'
import { watchProcesses } from './watch-process.ts'

export interface FlowRun extends Measured {
  readonly result: RunFinished
  readonly firstEventMs: number
}

/** A pool with a warm process. */
export const warmPool = (): EnginePool => new EnginePool({ max: 1, warm: 1, entry: engineEntry() })

export function jobFor(flow: Flow, input: string, output: string, memoryMb: number): RunJob {
  return {
    runId: crypto.randomUUID(),
    attempt: 1,
    flow,
    parameters: {},
    folders: { input, output, work: join(output, `.work-${crypto.randomUUID()}`) },
    limits: { memoryMb, threads: availableParallelism() },
    secrets: {},
    connections: {},
    allowedHosts: [],
    now: '2026-01-01T00:00:00Z',
    zone: 'UTC',
    rejectSample: 1_000,
  }
}

/** Runs a flow in a ready process; the time is from the call to the end of the run. Fails unless the run succeeds. */
export async function runFlowIn(pool: EnginePool, job: RunJob): Promise<FlowRun> {
  await mkdir(job.folders.output, { recursive: true })
  const usage = watchProcesses(() => pool.pids)
  const begin = performance.now()
  let firstEventMs = 0
  const result = await pool.run(job, () => {
    firstEventMs ||= performance.now() - begin
  })
  const ms = performance.now() - begin
  if (result.status === 'failed' || result.status === 'cancelled') throw new Error(`the flow failed: ${JSON.stringify(result.problems)}`)
  return { ms, ...usage(), result, firstEventMs }
}

/** Gives the work a folder that is gone afterwards. */
export async function inScratch<T>(base: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(base, { recursive: true })
  const folder = await mkdtemp(join(base, 'run-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
