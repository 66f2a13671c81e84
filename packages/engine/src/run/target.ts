import type { Problem } from '@sluice/flow'
import { lstat, mkdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import type { RunFolders } from '../job.ts'
import { errorCode } from './error-code.ts'

/** A file that a sink will make. */
export interface Target {
  readonly node: string
  /** Relative to the output folder. */
  readonly path: string
  readonly absolute: string
  /** Where it is written until the commit. */
  readonly part: string
  /** Folders made for it, outermost first; taken away again when the run fails. */
  readonly madeFolders: readonly string[]
}

export const isProblem = (value: Target | Problem): value is Problem => 'severity' in value

const refuse = (node: string, code: string, file: string): Problem => ({
  severity: 'error',
  code,
  nodeId: node,
  path: ['path'],
  params: { path: file },
})

/** Why a relative POSIX path can't be used, if it can't. */
function pathFault(file: string): string | undefined {
  if (file === '') return 'output-path-missing'
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (file.startsWith('/') || file.includes('\\') || /^[A-Za-z]:/.test(file) || /[\0-\x1f]/.test(file)) return 'output-path-not-relative'
  const parts = file.split('/')
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return 'output-path-not-relative'
  return parts.some((part) => Buffer.byteLength(part) > 180) ? 'output-path-too-long' : undefined
}

/** Makes ready the place of an output: inside the root, reached without symbolic links, a regular file or nothing yet. */
export async function prepareTarget(
  { output, work }: Pick<RunFolders, 'output' | 'work'>,
  file: string,
  node: string,
  runId: string,
  attempt: number,
): Promise<Target | Problem> {
  const fault = pathFault(file)
  if (fault !== undefined) return refuse(node, fault, file)
  const parts = file.split('/')
  const name = parts.at(-1) ?? ''
  const madeFolders: string[] = []
  let folder = await realpath(output)
  for (const part of parts.slice(0, -1)) {
    folder = path.join(folder, part)
    const state = await stateOf(folder)
    if (state === 'none') {
      await mkdir(folder)
      madeFolders.push(folder)
    } else if (state !== 'folder') return refuse(node, 'output-path-blocked', file)
  }
  const absolute = path.join(folder, name)
  const state = await stateOf(absolute)
  if (state !== 'none' && state !== 'file') return refuse(node, 'output-path-blocked', file)
  // The host removes the scratch folder even when this process is killed. A rename needs the same file system.
  const part = (await sameDevice(folder, work)) ? path.join(work, `${node}.part`) : path.join(folder, `.${name}.${runId}.${attempt}.part`)
  return { node, path: file, absolute, part, madeFolders }
}

async function sameDevice(folder: string, work: string): Promise<boolean> {
  if ((await stateOf(work)) !== 'folder') return false
  const [a, b] = await Promise.all([lstat(folder), lstat(work)])
  return a.dev === b.dev
}

async function stateOf(file: string): Promise<'none' | 'folder' | 'file' | 'other'> {
  try {
    const stat = await lstat(file)
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other'
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'none'
    throw error
  }
}
