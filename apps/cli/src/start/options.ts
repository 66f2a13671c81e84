import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { StartError } from './error.ts'

/** What `sluice start` was asked for. */
export interface StartOptions {
  readonly port: number
  readonly host: string
  /** Absolute path. */
  readonly data: string
  /** Absent: the embedded PostgreSQL. */
  readonly databaseUrl?: string
  readonly examples: boolean
  /** How long runs may go on when a service manager stops the product. */
  readonly drainMs: number
}

/** How long runs have to end when a worker is told to stop. */
export const DRAIN_SECONDS = 60

/** The port when none is asked for. */
export const DEFAULT_PORT = 4400

/**
 * Reads arguments, then environment variables (`SLUICE_PORT`, `SLUICE_HOST`, `SLUICE_DATA`, `DATABASE_URL`,
 * `SLUICE_DRAIN_SECONDS`), then defaults.
 */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv, root: string): StartOptions {
  const { values } = parse(args)
  const data = values.data ?? env['SLUICE_DATA']
  const databaseUrl = values['database-url'] ?? env['DATABASE_URL']
  return {
    port: readPort(values.port ?? env['SLUICE_PORT']),
    host: values.host ?? env['SLUICE_HOST'] ?? '127.0.0.1',
    data: data === undefined ? join(root, '.sluice') : resolve(data),
    ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
    examples: values['no-examples'] !== true,
    drainMs: readDrain(env['SLUICE_DRAIN_SECONDS']) * 1_000,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        'database-url': { type: 'string' },
        'no-examples': { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new StartError('bad-option', { reason: error instanceof Error ? error.message : String(error) }, error)
  }
}

function readPort(value: string | undefined): number {
  if (value === undefined || value === '') return DEFAULT_PORT
  const port = Number(value)
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw new StartError('bad-port', { value })
  return port
}

function readDrain(value: string | undefined): number {
  if (value === undefined || value === '') return DRAIN_SECONDS
  if (!/^\d{1,5}$/.test(value)) throw new StartError('bad-drain', { value })
  return Number(value)
}

/** True for an address that only this machine can reach. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
