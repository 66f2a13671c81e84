import { open, type FileHandle } from 'node:fs/promises'

/** The first bytes of a file, at most so many. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(bytes)
    let length = 0
    while (length < bytes) {
      const { bytesRead } = await file.read(buffer, length, bytes - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  } finally {
    await file.close()
  }
}

async function* blocks(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(size), 0, size, null)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

/** The bytes of a file in blocks; closes it however the reading ends. */
export async function* readBlocks(path: string, size = 1 << 18): AsyncGenerator<Buffer> {
  const file = await open(path, 'r')
  try {
    yield* blocks(file, size)
  } finally {
    await file.close()
  }
}
