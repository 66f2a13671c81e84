import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { readBlocks } from '../file/read-blocks.ts'
import type { SourceFile } from '../file/source-file.ts'
import { decodeText } from '../text/decode-text.ts'

/** Writes the file as UTF-8 without a mark into the run's scratch folder; the result is the path of the copy. */
export async function transcode(file: SourceFile, encoding: string, folder: string, signal: AbortSignal): Promise<string> {
  const path = join(folder, `source-${randomUUID()}.csv`)
  const copy = await open(path, 'wx')
  try {
    for await (const block of decodeText(readBlocks(file.path), encoding, file.name)) {
      signal.throwIfAborted()
      await copy.writeFile(block.text)
    }
  } finally {
    await copy.close()
  }
  return path
}
