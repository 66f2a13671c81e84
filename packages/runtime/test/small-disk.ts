import { afterAll } from 'vitest'
import { mountDisk, type MountedDisk } from './mounted-disk.ts'

/** A file system of a few MB for the tests of one file, gone after the last; undefined where this user may not mount one. */
export function smallDisk(megabytes = 2): MountedDisk | undefined {
  const disk = mountDisk(megabytes)
  afterAll(() => disk?.[Symbol.dispose]())
  return disk
}
