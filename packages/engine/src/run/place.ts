import type { Problem } from '@sluice/flow'
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import type { RunFolders } from '../job.ts'
import { partsFolder, SLUICE_FOLDER } from '../manifest-file.ts'
import { errorCode } from './error-code.ts'

/** Relative to the output folder: what attempts have written and not committed. */
export const PARTS_FOLDER = `${SLUICE_FOLDER}/parts`

/** Where a sink's file goes, and where it is written until the commit. */
export interface Place {
  readonly node: string
  /** Relative to the output folder. */
  readonly path: string
  readonly absolute: string
  readonly part: string
  /** The part relative to the output folder. */
  readonly relativePart: string
  /** Folders made for it, relative to the output folder, outermost first; taken away again when the run fails. */
  readonly madeFolders: readonly string[]
}

export const isProblem = (value: Place | Problem): value is Problem => 'severity' in value

const refuse = (node: string, code: string, file: string): Problem => ({
  severity: 'error',
  code,
  nodeId: node,
  path: ['path'],
  params: { path: file },
})

/** Why a relative POSIX path can't be used, if it can't. */
export function pathFault(file: string): string | undefined {
  if (file === '') return 'output-path-missing'
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (file.startsWith('/') || file.includes('\\') || /^[A-Za-z]:/.test(file) || /[\0-\x1f]/.test(file)) return 'output-path-not-relative'
  const parts = file.split('/')
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return 'output-path-not-relative'
  return parts.some((part) => Buffer.byteLength(part) > 180) ? 'output-path-too-long' : undefined
}

/** Whose file it is. A commit that is resumed knows its part already. */
export interface PlaceOf {
  readonly node: string
  readonly runId: string
  readonly attempt: number
  readonly part?: string
  /** Of a sink with several files. */
  readonly number?: number | undefined
}

/**
 * Makes ready the place of an output: inside the root, reached without symbolic links, a regular file or nothing yet.
 * At once: a thread that is woken for each of these small questions would take most of the time of a small run.
 */
export function findPlace({ output }: Pick<RunFolders, 'output'>, file: string, of: PlaceOf): Place | Problem {
  const { node, runId, attempt } = of
  const fault = pathFault(file) ?? (of.part === undefined ? undefined : pathFault(of.part))
  if (fault !== undefined) return refuse(node, fault, file)
  const root = realpathSync(output)
  const madeFolders: string[] = []
  const folder = makeFolder(root, path.posix.dirname(file), madeFolders)
  const parts = makeFolder(root, of.part === undefined ? partsFolder(runId, attempt) : path.posix.dirname(of.part), madeFolders)
  if (folder === undefined || parts === undefined) return refuse(node, 'output-path-blocked', file)
  const absolute = path.join(folder, path.posix.basename(file))
  const state = stateOf(absolute)
  if (state !== 'none' && state !== 'file') return refuse(node, 'output-path-blocked', file)
  // A rename needs one file system: where the file's folder is on another, the part stands beside it.
  const beside = path.posix.join(path.posix.dirname(file), `.${path.posix.basename(file)}.${runId}.${attempt}.part`)
  const relativePart =
    of.part ??
    (sameDevice(folder, parts) ? `${partsFolder(runId, attempt)}/${node}${of.number === undefined ? '' : `.${of.number}`}.part` : beside)
  return { node, path: file, absolute, part: path.join(root, relativePart), relativePart, madeFolders }
}

/** The absolute folder, made where there is none; undefined when something else is in the way. */
function makeFolder(root: string, relative: string, made: string[]): string | undefined {
  let folder = root
  for (const part of relative === '.' ? [] : relative.split('/')) {
    folder = path.join(folder, part)
    const state = stateOf(folder)
    if (state === 'none') {
      mkdirSync(folder)
      made.push(path.relative(root, folder).split(path.sep).join('/'))
    } else if (state !== 'folder') return undefined
  }
  return folder
}

const sameDevice = (folder: string, other: string): boolean => lstatSync(folder).dev === lstatSync(other).dev

function stateOf(file: string): 'none' | 'folder' | 'file' | 'other' {
  try {
    const stat = lstatSync(file)
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other'
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'none'
    throw error
  }
}
