import { copyFile, link, lstat, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The folders of the data folder that hold what people and runs made. Scratch, logs and the database's own files are left out. */
export const DATA_FOLDERS = ['workspaces', 'runs'] as const

/** Says which database the folder belongs to. */
export const FOLDER_ID = 'folder.id'

/** Regular files below a folder, as relative POSIX paths in order. */
export async function filesBelow(folder: string, below = ''): Promise<readonly string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
    // A run's folder may be removed while the backup walks.
    if (isMissing(error)) return []
    throw error
  })
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, path)))
    else if (entry.isFile()) found.push(path)
  }
  return found
}

/** Copies one file. Gives false when it is gone meanwhile: what a deleted run left is no part of the backup. */
export async function copyOne(from: string, to: string, immutable: boolean): Promise<boolean> {
  try {
    await mkdir(dirname(to), { recursive: true })
    if (immutable && (await sameDevice(from, dirname(to)))) await link(from, to)
    else await copyFile(from, to)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

const sameDevice = async (a: string, b: string): Promise<boolean> => (await lstat(a)).dev === (await lstat(b)).dev

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
