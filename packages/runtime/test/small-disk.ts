import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const asRoot = (program: string, ...args: readonly string[]): void => void execFileSync(program, args, { stdio: 'ignore' })

/** A file system of 2 MB for the tests of one file, gone after the last; undefined where this user may not mount one. */
export function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-small-'))
  try {
    asRoot('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder)
  } catch {
    rmdirSync(folder)
    return undefined
  }
  afterAll(() => {
    asRoot('umount', '-l', folder)
    rmdirSync(folder)
  })
  return folder
}
