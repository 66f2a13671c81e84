import { createWriteStream, existsSync, renameSync } from 'node:fs'
import { once } from 'node:events'

const CHUNK = 1 << 20

/** Writes a file piece by piece unless it is there already; a cut-short one never counts as there. */
export async function writeFileOnce(path: string, pieces: () => Iterable<string>): Promise<void> {
  if (existsSync(path)) return
  const stream = createWriteStream(`${path}.part`)
  let waiting = ''
  const flush = async (): Promise<void> => {
    if (!stream.write(waiting)) await once(stream, 'drain')
    waiting = ''
  }
  for (const piece of pieces()) {
    waiting += piece
    if (waiting.length >= CHUNK) await flush()
  }
  await flush()
  stream.end()
  await once(stream, 'finish')
  renameSync(`${path}.part`, path)
}
