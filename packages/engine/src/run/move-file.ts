import { copyFile, rename, rm } from 'node:fs/promises'

/** Moves a file, also to another file system. The target is whole only when this has resolved. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    await copyFile(from, to)
    await rm(from)
  }
}
