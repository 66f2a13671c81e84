import { lstat, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A file as it was found: its identity changes with every write. */
export interface FoundFile {
  readonly name: string
  readonly path: string
  readonly identity: string
  readonly modifiedMs: number
}

/** `*` stands for any characters, `?` for one; the rest for itself. */
export function patternOf(pattern: string): RegExp {
  const parts = pattern.normalize('NFC').split(/([*?])/)
  const source = parts.map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${source.join('')}$`, 'su')
}

/** The folder below the root; undefined when it is not there or a link leads out of the root. */
export async function folderBelow(root: string, folder: string): Promise<string | undefined> {
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(join(root, folder))])
    return real === top || real.startsWith(top + sep) ? real : undefined
  } catch {
    return undefined
  }
}

/** Regular files of a folder whose names fit; hidden ones are somebody's drafts. */
export async function findFiles(folder: string, pattern: RegExp): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = []
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.') || !pattern.test(name.normalize('NFC'))) continue
    const path = join(folder, name)
    const stat = await lstat(path, { bigint: true }).catch(() => undefined)
    if (stat?.isFile() !== true) continue
    found.push({ name, path, identity: `${stat.size}.${stat.mtimeNs}.${stat.ino}`, modifiedMs: Number(stat.mtimeMs) })
  }
  return found
}
