import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A small file system in memory that can be filled up and emptied. */
export interface MountedDisk extends Disposable {
  readonly folder: string
  /** Leaves so many bytes free. */
  readonly fill: (leaveBytes: number) => void
  /** Takes away what `fill` has written. */
  readonly clear: () => void
}

const asRoot = (program: string, ...args: readonly string[]): void => void execFileSync(program, args, { stdio: 'ignore' })
const PIECE = Buffer.alloc(1 << 20)

/** Mounts a disk of so many megabytes that every account can walk through; undefined where this user may not mount one. */
export function mountDisk(megabytes: number): MountedDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-small-'))
  try {
    asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)
  } catch {
    rmdirSync(folder)
    return undefined
  }
  chmodSync(folder, 0o755)
  const ballast = join(folder, 'ballast')
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    fill: (leaveBytes) => {
      const file = openSync(ballast, 'a')
      try {
        for (let room = free() - leaveBytes; room > 0; room = free() - leaveBytes) writeSync(file, PIECE, 0, Math.min(room, PIECE.length))
      } catch {
        // Somebody else was quicker: it is full.
      }
      closeSync(file)
    },
    clear: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]: () => {
      asRoot('umount', '-l', folder)
      rmdirSync(folder)
    },
  }
}

/** True where this user may mount a disk. */
export function mayMount(): boolean {
  using disk = mountDisk(1)
  return disk !== undefined
}
