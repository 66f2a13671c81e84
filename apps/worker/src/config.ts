import { availableParallelism, totalmem } from 'node:os'
import { join, resolve } from 'node:path'

/** What a worker is told by its environment. */
export interface WorkerConfig {
  readonly databaseUrl: string
  /** Absolute path of the data folder, shared with the server. */
  readonly data: string
  readonly key: { readonly value?: string; readonly file: string }
  readonly engineEntry?: string
  /** Runs at once. */
  readonly runs: number
  /** Of each run's process. */
  readonly memoryMb: number
  readonly threads: number
  readonly timeMs?: number
  /** How long runs may go on when the worker is told to stop; then they are cancelled. */
  readonly drainMs: number
}

const LEAST_MEMORY_MB = 768
const USUAL_MEMORY_MB = 2_048

function number(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = Number(env[name] ?? fallback)
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number`)
  return value
}

/** Reads the configuration; throws with the name of what is missing. */
export function readConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const databaseUrl = env['DATABASE_URL']
  if (databaseUrl === undefined || databaseUrl === '') throw new Error('DATABASE_URL is missing')
  const data = resolve(env['SLUICE_DATA'] ?? '.sluice')
  const runs = Math.max(1, number(env, 'SLUICE_RUNS', 2))
  const share = totalmem() / 1024 / 1024 / 2 / runs
  const minutes = number(env, 'SLUICE_RUN_MINUTES', 0)
  return {
    databaseUrl,
    data,
    key: { value: env['SLUICE_KEY'], file: resolve(env['SLUICE_KEY_FILE'] ?? join(data, 'master.key')) },
    engineEntry: env['SLUICE_ENGINE_ENTRY'],
    runs,
    memoryMb: Math.round(number(env, 'SLUICE_RUN_MEMORY_MB', Math.max(LEAST_MEMORY_MB, Math.min(USUAL_MEMORY_MB, share)))),
    threads: Math.max(1, number(env, 'SLUICE_RUN_THREADS', availableParallelism())),
    drainMs: number(env, 'SLUICE_DRAIN_SECONDS', 3) * 1_000,
    ...(minutes === 0 ? {} : { timeMs: minutes * 60_000 }),
  }
}
