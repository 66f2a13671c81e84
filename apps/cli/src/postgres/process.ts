import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'

/** What `postmaster.pid` says. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

/** Reads `postmaster.pid`; undefined when there is none or it is incomplete. */
export function readPostmaster(folder: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    const port = Number(lines[3])
    return pid > 0 && port > 0 ? { pid, port } : undefined
  } catch {
    return undefined
  }
}

/** True when a process with that id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** True when the process works in that folder; where that can't be known (no /proc), true. */
export function worksIn(pid: number, folder: string): boolean {
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder
  } catch {
    return false
  }
}

/** Processes left behind by a killed postmaster: those that work in the cluster's folder. Linux only. */
export function processesIn(folder: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => worksIn(pid, folder))
}

/** Sends a signal; a process that is gone is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Already gone.
  }
}

/** Starts `postgres` on its own, so that it outlives a killed parent and is adopted by the next start. */
export function spawnPostgres(
  folder: string,
  binaries: Binaries,
  account: Account | undefined,
  port: number,
): { readonly runs: () => boolean } {
  const log = openSync(`${folder}.log`, 'a')
  const child = spawn(
    binaries.postgres,
    ['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'shared_buffers=64MB', '-c', 'max_connections=100'], // prettier-ignore
    { cwd: folder, detached: true, stdio: ['ignore', log, log], env: { ...process.env, LC_ALL: 'C' }, ...account },
  )
  closeSync(log)
  child.unref()
  let ended = false
  for (const event of ['exit', 'error']) child.once(event, () => (ended = true))
  return { runs: () => !ended }
}
