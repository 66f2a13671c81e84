import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { ApiFailure } from '../../http/failure.ts'

const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i
const MAX_NAME_BYTES = 200

// Control characters, and what Windows or a shell would take for something else.
const isName = (name: string): boolean =>
  name !== '' && !name.startsWith('.') && !/[. ]$/.test(name) && !/[\p{Cc}\p{Cs}<>:"|?*\\/]/u.test(name) && !RESERVED.test(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES // prettier-ignore

/** The segments of a path from outside; refuses everything that is not a plain relative path. */
export function readPath(path: string): readonly string[] {
  const names = path.normalize('NFC').split('/')
  if (!names.every(isName) || names.length > 10) throw new ApiFailure(400, 'bad-path', { params: { path } })
  return names
}

/** The file below the root; refuses a way through a symbolic link or a file, and one that is not a regular file. */
export async function resolveFile(root: string, path: string): Promise<{ file: string; exists: boolean }> {
  const names = readPath(path)
  let at = root
  for (const [i, name] of names.entries()) {
    at = join(at, name)
    const found = await lstat(at).catch(() => undefined)
    if (found === undefined) return { file: join(root, ...names), exists: false }
    const isLast = i === names.length - 1
    if (isLast ? !found.isFile() : !found.isDirectory()) throw new ApiFailure(400, 'bad-path', { params: { path } })
  }
  return { file: at, exists: true }
}
