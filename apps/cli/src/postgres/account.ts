import { accessSync, chownSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'

/** The system account that PostgreSQL runs as; PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** `nobody` and its group on Debian, Fedora, Alpine and macOS's containers. */
const NOBODY: Account = { uid: 65534, gid: 65534 }

/** The account to switch to, or undefined when this process is not root and PostgreSQL can run as we do. */
export const unprivilegedAccount = (): Account | undefined => (process.getuid?.() === 0 ? NOBODY : undefined)

/** True when any user can walk through every folder above `path`. */
export function traversable(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * A folder that the account can reach: `wanted` when it can be, else one under `/var/lib/sluice` named after it.
 * The folder's parent is made and given to the account.
 */
export function reachableFolder(wanted: string, account: Account | undefined): string {
  if (account === undefined) {
    mkdirSync(dirname(wanted), { recursive: true })
    accessSync(dirname(wanted), constants.W_OK)
    return wanted
  }
  const digest = createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 16)
  const folder = traversable(dirname(wanted)) ? wanted : join('/var/lib/sluice', digest, 'postgres')
  mkdirSync(dirname(folder), { recursive: true })
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chownSync(folder, account.uid, account.gid)
  }
  return folder
}
