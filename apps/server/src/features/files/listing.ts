import { type FileDto } from '@sluice/contract'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** All regular files below a folder, by path. A folder that is not there holds none. */
export async function listFiles(root: string, below = ''): Promise<FileDto[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => [])
  const found: FileDto[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await listFiles(root, path)))
    else if (entry.isFile()) {
      const { size, mtime } = await stat(join(root, path))
      found.push({ path, bytes: size, modifiedAt: mtime.toISOString() })
    }
  }
  return found
}
