import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, posix, sep, win32 } from 'node:path'
import { ConnectorError } from '@sluice/engine/connector'

/** A regular file that is really inside the host's folder. */
export interface SourceFile {
  /** As the flow names it, for messages. */
  readonly name: string
  readonly path: string
  readonly bytes: number
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

function refuseOutside(name: string): void {
  const outside = isAbsolute(name) || posix.isAbsolute(name) || win32.isAbsolute(name) || name.includes('\0')
  if (outside || name.split(/[/\\]/).includes('..')) throw new ConnectorError('path-outside-folder', { path: name })
}

function readFailure(name: string, error: unknown): ConnectorError {
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return new ConnectorError('file-not-found', { path: name })
  if (code === 'ELOOP') return new ConnectorError('path-outside-folder', { path: name })
  return new ConnectorError('source-not-readable', { path: name, reason: code }, { cause: error })
}

/**
 * Finds the file that a flow names under the host's root: a relative POSIX path, no `..`, no link that leads out,
 * regular files only. Throws `file-not-given`, `path-outside-folder`, `file-not-found`, `not-a-file` or `file-not-readable`.
 */
export async function findSourceFile(root: string, name: string): Promise<SourceFile> {
  if (name.trim() === '') throw new ConnectorError('file-not-given')
  refuseOutside(name)
  try {
    const realRoot = await realpath(root)
    const path = await realpath(posix.join(realRoot, name))
    const inside = realRoot.endsWith(sep) ? realRoot : realRoot + sep
    if (path !== realRoot && !path.startsWith(inside)) throw new ConnectorError('path-outside-folder', { path: name })
    const facts = await stat(path)
    if (!facts.isFile()) throw new ConnectorError('not-a-file', { path: name })
    return { name, path, bytes: facts.size }
  } catch (error) {
    throw error instanceof ConnectorError ? error : readFailure(name, error)
  }
}
