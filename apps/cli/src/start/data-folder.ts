import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isAlive } from '../postgres/process.ts'
import { StartError } from './error.ts'

/** What a running start leaves in its data folder for others to find. */
export interface Running {
  readonly pid: number
  readonly address: string
  readonly databaseUrl: string
}

const MINIMUM_FREE_BYTES = 200 * 1024 * 1024

/** Makes a folder and those above it one by one: Node's recursive mkdir never returns where a file system refuses new folders (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  mkdirSync(folder)
}

/** Makes the data folder and checks that it can be used. */
export function prepareDataFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
    writeFileSync(join(folder, '.write-test'), '')
    rmSync(join(folder, '.write-test'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw code === 'ENOSPC'
      ? new StartError('no-space', { folder })
      : new StartError('folder-not-writable', { folder, reason: code }, error)
  }
  const space = statfsSync(folder)
  if (space.bavail * space.bsize < MINIMUM_FREE_BYTES) throw new StartError('no-space', { folder })
}

const runningFile = (folder: string): string => join(folder, 'running.json')

/** The start that uses this folder now; undefined when there is none or it was killed. */
export function readRunning(folder: string): Running | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(runningFile(folder), 'utf8'))
    if (!isRunning(value) || value.pid === process.pid || !isAlive(value.pid) || !isNode(value.pid)) return undefined
    return value
  } catch {
    return undefined
  }
}

/** True when the last start on this folder was killed: it left its note behind. */
export const wasKilled = (folder: string): boolean => existsSync(runningFile(folder)) && readRunning(folder) === undefined

const isRunning = (value: unknown): value is Running =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  typeof value.pid === 'number' &&
  'address' in value &&
  'databaseUrl' in value

/** Process ids are used again: on Linux a stranger is recognised by its command. */
function isNode(pid: number): boolean {
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node')
  } catch {
    return false
  }
}

export const writeRunning = (folder: string, running: Running): void =>
  writeFileSync(runningFile(folder), JSON.stringify(running, null, 2), { mode: 0o600 })

export const removeRunning = (folder: string): void => rmSync(runningFile(folder), { force: true })
