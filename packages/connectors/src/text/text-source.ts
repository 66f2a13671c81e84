import { Readable } from 'node:stream'
import { readBlocks, readHead } from '../file/read-blocks.ts'
import type { SourceFile } from '../file/source-file.ts'
import { decodeText } from './decode-text.ts'
import { byteOrderMark, detectEncoding } from './detect-encoding.ts'

/** A text that can be read more than once: a second time to tell where an error is. */
export interface TextSource {
  /** As the flow names it, for messages. */
  readonly name: string
  readonly blocks: () => AsyncIterable<string>
}

const SAMPLE = 1 << 16
const PIECE = 1 << 20

/** A file as text. `auto` is UTF-8 unless a byte order mark or zero bytes say UTF-16: JSON knows no other (RFC 8259). */
export async function jsonFileText(file: SourceFile, setting: string): Promise<TextSource> {
  const head = await readHead(file.path, Math.min(SAMPLE, file.bytes))
  const detected = detectEncoding(head)
  const encoding = setting !== '' && setting !== 'auto' ? setting : detected.startsWith('utf-16') ? detected : 'utf-8'
  return fileText(file, byteOrderMark(head)?.encoding ?? encoding)
}

/** A file as text in a known encoding; throws `wrong-encoding` where it isn't. */
export function fileText(file: SourceFile, encoding: string): TextSource {
  async function* blocks(): AsyncGenerator<string> {
    for await (const block of decodeText(readBlocks(file.path), encoding, file.name)) yield block.text
  }
  return { name: file.name, blocks }
}

/** A text held in memory, handed out in pieces as a file would be. */
export function memoryText(name: string, text: string): TextSource {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += PIECE) pieces.push(text.slice(at, at + PIECE))
  return { name, blocks: () => Readable.from(pieces) }
}

/** Line and column (both from 1) of a character of the text. */
export async function locate(source: TextSource, offset: number): Promise<{ line: number; column: number }> {
  let line = 1
  let lineStart = 0
  let base = 0
  for await (const text of source.blocks()) {
    const end = Math.min(text.length, offset - base)
    for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
      line++
      lineStart = base + at + 1
    }
    base += text.length
    if (base >= offset) break
  }
  return { line, column: offset - lineStart + 1 }
}
