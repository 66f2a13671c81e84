import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type TextCode } from '../texts/text.ts'
import { UsageError } from '../usage-error.ts'

/** What `sluice worker` was asked for. */
export interface WorkerOptions {
  readonly databaseUrl: string
  /** Absolute path of the folder that all servers and workers share. */
  readonly data: string
  readonly keyFile: string
  /** What the worker's process is told. */
  readonly env: Readonly<Record<string, string>>
}

const LEAST_MEMORY_MB = 768

/** Reads arguments, then environment variables. Refuses what no worker can work with. */
export function readWorkerOptions(args: readonly string[], from: NodeJS.ProcessEnv, root: string): WorkerOptions {
  const values = parse(args)
  const databaseUrl = values['database-url'] ?? from['DATABASE_URL'] ?? ''
  if (databaseUrl === '') throw new UsageError('worker-no-database')
  const data = resolve(values.data ?? from['SLUICE_DATA'] ?? join(root, '.sluice'))
  const keyFile = resolve(from['SLUICE_KEY_FILE'] ?? join(data, 'master.key'))
  const name = values.name ?? from['SLUICE_WORKER_NAME'] ?? ''
  if (!/^[^\s]{0,100}$/.test(name)) throw new UsageError('worker-bad-name', { name, example: hostname() })
  return {
    databaseUrl,
    data,
    keyFile,
    env: {
      DATABASE_URL: databaseUrl,
      SLUICE_DATA: data,
      SLUICE_KEY_FILE: keyFile,
      SLUICE_WORKER_NAME: name,
      ...whole('runs', 'SLUICE_RUNS', values.runs ?? from['SLUICE_RUNS'], 1),
      ...whole('memory-mb', 'SLUICE_MEMORY_MB', values['memory-mb'] ?? from['SLUICE_MEMORY_MB'], LEAST_MEMORY_MB),
      ...whole('drain', 'SLUICE_DRAIN_SECONDS', values.drain ?? from['SLUICE_DRAIN_SECONDS'], 0),
    },
  }
}

function whole(option: string, variable: string, value: string | undefined, least: number): Record<string, string> {
  if (value === undefined || value === '') return {}
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw new UsageError('run-bad-number', { option, value, least })
  return { [variable]: value }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    const options = { 'database-url': text, data: text, name: text, runs: text, 'memory-mb': text, drain: text } as const
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    const code: TextCode = 'worker-bad-option'
    throw new UsageError(code, { reason: error instanceof Error ? error.message : String(error) })
  }
}
