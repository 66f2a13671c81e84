import { join, resolve } from 'node:path'

/** What the server is told by its environment. */
export interface ServerConfig {
  readonly databaseUrl: string
  /** Absolute path of the data folder. */
  readonly data: string
  readonly host: string
  readonly port: number
  /** The built web application; absent: only the API. */
  readonly web?: string
  /** File an engine process starts with; absent: the runtime's own. */
  readonly engineEntry?: string
  /** Addresses under which browsers reach us besides the one in the Host header, e.g. behind a proxy. */
  readonly origins: readonly string[]
  readonly key: { readonly value?: string; readonly file: string }
  readonly uploadBytes: number
  readonly quotaBytes: number
  readonly engines: number
}

const MEGABYTE = 1024 * 1024

function number(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = Number(env[name] ?? fallback)
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number`)
  return value
}

/** Reads the configuration; throws with the name of what is missing. */
export function readConfig(env: NodeJS.ProcessEnv): ServerConfig {
  const databaseUrl = env['DATABASE_URL']
  if (databaseUrl === undefined || databaseUrl === '') throw new Error('DATABASE_URL is missing')
  const data = resolve(env['SLUICE_DATA'] ?? '.sluice')
  return {
    databaseUrl,
    data,
    host: env['SLUICE_HOST'] ?? '127.0.0.1',
    port: number(env, 'SLUICE_PORT', 4400),
    web: env['SLUICE_WEB'],
    engineEntry: env['SLUICE_ENGINE_ENTRY'],
    origins: (env['SLUICE_ORIGIN'] ?? '').split(',').map((o) => o.trim()).filter((o) => o !== ''), // prettier-ignore
    key: { value: env['SLUICE_KEY'], file: resolve(env['SLUICE_KEY_FILE'] ?? join(data, 'master.key')) },
    uploadBytes: number(env, 'SLUICE_UPLOAD_MB', 10_240) * MEGABYTE,
    quotaBytes: number(env, 'SLUICE_QUOTA_MB', 102_400) * MEGABYTE,
    engines: number(env, 'SLUICE_DESIGN_ENGINES', 2),
  }
}
