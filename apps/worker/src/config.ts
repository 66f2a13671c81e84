import { numberFrom, readBasics, type Basics } from '@sluice/program'
import { availableParallelism, hostname, totalmem } from 'node:os'

/** What a worker is told by its environment. */
export interface WorkerConfig extends Basics {
  /** Unique among the workers of a database. */
  readonly name: string
  readonly engineEntry?: string
  /** Runs at once. */
  readonly runs: number
  /** What all runs of the queue together may use; a run waits rather than that they use more. */
  readonly memoryMb: number
  /** What a run may use whose flow asks for no other. */
  readonly runMemoryMb: number
  /** Micro-batches and calls of endpoints at once, each with 768 MB of the worker's memory put by; 0: this worker takes no events. */
  readonly warmRuns: number
  readonly threads: number
  readonly timeMs?: number
  /** How long runs may go on when the worker is told to stop, unless it is told once more; then they are handed back to the queue. */
  readonly drainMs: number
}

/** The smallest memory of a run in MB. */
export const LEAST_MEMORY_MB = 768
const USUAL_MEMORY_MB = 2_048
const MEGABYTE = 1024 * 1024

/** Memory of this machine, or of the container that we are in. */
function machineMb(): number {
  const limit = process.constrainedMemory()
  return (limit > 0 && limit < totalmem() ? limit : totalmem()) / MEGABYTE
}

const USUAL_WARM_RUNS = 2

/** The memory of a worker is for its runs and its micro-batches, of which it has no more than fit beside one run, unless it is told. */
function shareMemory(env: NodeJS.ProcessEnv): Pick<WorkerConfig, 'memoryMb' | 'warmRuns'> {
  const asked = env['SLUICE_WARM_RUNS'] === undefined ? undefined : Math.floor(numberFrom(env, 'SLUICE_WARM_RUNS', 0))
  const least = LEAST_MEMORY_MB * (1 + (asked ?? 1))
  const isGiven = env['SLUICE_MEMORY_MB'] !== undefined
  const allMb = Math.round(numberFrom(env, 'SLUICE_MEMORY_MB', Math.max(least, machineMb() / 2)))
  if (isGiven && allMb < least)
    throw new Error(`SLUICE_MEMORY_MB must be at least ${least}: 768 for a run and 768 for each micro-batch at once (SLUICE_WARM_RUNS)`)
  const warmRuns = asked ?? Math.min(USUAL_WARM_RUNS, Math.floor(allMb / LEAST_MEMORY_MB) - 1)
  return { memoryMb: allMb - warmRuns * LEAST_MEMORY_MB, warmRuns }
}

/** Reads the configuration; throws with the name of what is missing. */
export function readConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const runs = Math.max(1, Math.floor(numberFrom(env, 'SLUICE_RUNS', 2)))
  const { memoryMb, warmRuns } = shareMemory(env)
  const usual = Math.max(LEAST_MEMORY_MB, Math.min(USUAL_MEMORY_MB, memoryMb / runs))
  const runMemoryMb = Math.min(memoryMb, Math.round(numberFrom(env, 'SLUICE_RUN_MEMORY_MB', usual)))
  const minutes = numberFrom(env, 'SLUICE_RUN_MINUTES', 0)
  const name = env['SLUICE_WORKER_NAME'] ?? ''
  return {
    ...readBasics(env),
    name: name === '' ? `${hostname()}:${process.pid}` : name,
    engineEntry: env['SLUICE_ENGINE_ENTRY'],
    runs,
    memoryMb,
    runMemoryMb,
    warmRuns,
    threads: Math.max(1, numberFrom(env, 'SLUICE_RUN_THREADS', availableParallelism())),
    drainMs: numberFrom(env, 'SLUICE_DRAIN_SECONDS', 60) * 1_000,
    ...(minutes === 0 ? {} : { timeMs: minutes * 60_000 }),
  }
}
