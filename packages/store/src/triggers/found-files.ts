import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { workspaceFiles } from '../folders.ts'

/** A file as it was found: its identity changes with every write. */
export interface FoundFile {
  readonly name: string
  readonly path: string
  readonly identity: string
  readonly modifiedMs: number
}

/** `*` stands for any characters, `?` for one; the rest for itself. */
function patternOf(pattern: string): RegExp {
  const parts = pattern.normalize('NFC').split(/([*?])/)
  const source = parts.map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${source.join('')}$`, 'su')
}

/** The folder below the root; undefined when it is not there or a link leads out of the root. */
async function folderBelow(root: string, folder: string): Promise<string | undefined> {
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(join(root, folder))])
    const isBelow = real === top || real.startsWith(top + sep)
    return isBelow && (await stat(real)).isDirectory() ? real : undefined
  } catch {
    return undefined
  }
}

/** Regular files of a folder whose names fit; hidden ones are somebody's drafts. */
async function findFiles(folder: string, pattern: RegExp): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = []
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.') || !pattern.test(name.normalize('NFC'))) continue
    const path = join(folder, name)
    const facts = await lstat(path, { bigint: true }).catch(() => undefined)
    if (facts?.isFile() !== true) continue
    found.push({ name, path, identity: `${facts.size}.${facts.mtimeNs}.${facts.ino}`, modifiedMs: Number(facts.mtimeMs) })
  }
  return found
}

/** Where a trigger looks for files. */
export interface FilePlace {
  readonly folder: string
  readonly pattern: string
}

/** The files that fit, with the folder that holds them; undefined when it is not there. */
export async function lookForFiles(
  data: string,
  workspaceId: string,
  { folder, pattern }: FilePlace,
): Promise<{ readonly folder: string; readonly files: readonly FoundFile[] } | undefined> {
  const real = await folderBelow(workspaceFiles(data, workspaceId), folder)
  return real === undefined ? undefined : { folder: real, files: await findFiles(real, patternOf(pattern)) }
}

/** The path of a file as a flow reads it. */
export const pathOf = ({ folder }: Pick<FilePlace, 'folder'>, name: string): string => (folder === '' ? name : `${folder}/${name}`)

/** What tells a file from all others, and from itself when it is written anew. */
export const fileKey = (place: Pick<FilePlace, 'folder'>, { name, identity }: FoundFile): string => `${pathOf(place, name)} ${identity}`
