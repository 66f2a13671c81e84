import { join, resolve } from 'node:path'

/** What every program is told by its environment. */
export interface Basics {
  readonly databaseUrl: string
  /** Absolute path of the data folder, shared by all servers and workers. */
  readonly data: string
  readonly key: { readonly value?: string; readonly file: string }
}

/** Reads a number that is not negative; throws with the name of the variable. */
export function numberFrom(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = Number(env[name] ?? fallback)
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number`)
  return value
}

/** Reads `DATABASE_URL`, `SLUICE_DATA`, `SLUICE_KEY` and `SLUICE_KEY_FILE`; throws with the name of what is missing. */
export function readBasics(env: NodeJS.ProcessEnv): Basics {
  const databaseUrl = env['DATABASE_URL']
  if (databaseUrl === undefined || databaseUrl === '') throw new Error('DATABASE_URL is missing')
  const data = resolve(env['SLUICE_DATA'] ?? '.sluice')
  return { databaseUrl, data, key: { value: env['SLUICE_KEY'], file: resolve(env['SLUICE_KEY_FILE'] ?? join(data, 'master.key')) } }
}
