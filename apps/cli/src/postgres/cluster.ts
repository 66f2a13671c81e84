import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync, renameSync, mkdirSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { PostgresError } from './error.ts'

const run = promisify(execFile)

/** A new cluster takes about 40 MB; below this a start would fail half-way. */
const MINIMUM_FREE_BYTES = 200 * 1024 * 1024

/** The superuser's password, kept beside the cluster; made once. */
export function readPassword(folder: string): string {
  const file = `${folder}.password`
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, password, { mode: 0o600 })
  return password
}

/** Makes the cluster when there is none. An interrupted initdb leaves only `<folder>.init`, which the next start removes. */
export async function ensureCluster(folder: string, binaries: Binaries, account: Account | undefined): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) {
    checkVersion(folder)
    return
  }
  const free = statfsSync(dirname(folder))
  if (free.bavail * free.bsize < MINIMUM_FREE_BYTES) throw new PostgresError('no-space', { folder: dirname(folder) })
  const fresh = `${folder}.init`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  const passwordFile = join(dirname(folder), `.${randomBytes(6).toString('hex')}`)
  writeFileSync(passwordFile, readPassword(folder), { mode: 0o600 })
  if (account !== undefined) for (const path of [fresh, passwordFile]) chownSync(path, account.uid, account.gid)
  try {
    await run(
      binaries.initdb,
      ['-D', fresh, '-U', 'sluice', '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'], // prettier-ignore
      { ...account, cwd: '/', env: { ...process.env, LC_ALL: 'C' } },
    )
  } catch (cause) {
    throw new PostgresError('postgres-init-failed', { reason: reasonOf(cause) }, cause)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
}

function checkVersion(folder: string): void {
  const version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
  if (version !== '18') throw new PostgresError('postgres-other-version', { folder, version })
}

const reasonOf = (cause: unknown): string => {
  const stderr = typeof cause === 'object' && cause !== null && 'stderr' in cause ? String(cause.stderr) : ''
  return (stderr.trim() || String(cause)).split('\n').slice(-3).join(' ')
}
