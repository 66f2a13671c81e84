import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ApiFailure } from '../../http/failure.ts'

export interface Room {
  /** Largest file. */
  readonly file: number
  /** What is left for this workspace. */
  readonly left: number
}

/** Throws when the bytes are more than there is room for. */
export function checkRoom(bytes: number, { file, left }: Room): void {
  if (bytes > file) throw new ApiFailure(413, 'file-too-large', { params: { bytes: file } })
  if (bytes > left) throw new ApiFailure(507, 'quota-exceeded', { params: { bytes: Math.max(0, left) } })
}

/** Streams a body to a file: written under another name beside the folder, fsynced, then renamed. */
export async function receiveFile(
  body: Readable,
  drafts: string,
  target: string,
  room: Room,
  /** Done when all of it is on disk, before it has its name; when that fails there is no file. */
  before: (bytes: number) => Promise<void>,
): Promise<void> {
  await mkdir(drafts, { recursive: true })
  const draft = join(drafts, randomUUID())
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      try {
        checkRoom(bytes, room)
        done(null, chunk)
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
  })
  try {
    await pipeline(body, meter, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }))
    await before(bytes)
    await mkdir(dirname(target), { recursive: true })
    await rename(draft, target)
    await syncFolder(dirname(target))
  } catch (error) {
    await rm(draft, { force: true })
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new ApiFailure(507, 'no-space')
    if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') throw new ApiFailure(400, 'upload-interrupted')
    throw error
  }
}

/** Makes the new name itself durable. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
