import { isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { readBlocks, readHead } from '../file/read-blocks.ts'
import type { SourceFile } from '../file/source-file.ts'
import { drain } from '../record/drain.ts'
import { toByteText } from './byte-text.ts'
import { decodeText, makeDecoder } from './decode-text.ts'
import { byteOrderMark, detectEncoding } from './detect-encoding.ts'

/** A text that can be read more than once: a second time to tell where an error is. */
export interface TextSource {
  /** As the flow names it, for messages. */
  readonly name: string
  /** Byte text (see `toByteText`) in pieces that may end inside a character. */
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
  async function* decoded(): AsyncGenerator<string> {
    for await (const block of decodeText(readBlocks(file.path), encoding, file.name)) yield toByteText(block.text)
  }
  return { name: file.name, blocks: () => (makeDecoder(encoding).encoding === 'utf-8' ? utf8Blocks(file) : decoded()) }
}

/** Where the last character begins that the end of the bytes may cut. */
function lastWhole(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0xc0) return bytes.length - back
    if (byte < 0x80) break
  }
  return bytes.length
}

/** A file in UTF-8 needs no decoding, only a look whether it is. */
async function* utf8Blocks(file: SourceFile): AsyncGenerator<string> {
  let held: Buffer | undefined
  let first = true
  for await (const block of readBlocks(file.path)) {
    let bytes: Buffer = held === undefined ? block : Buffer.concat([held, block])
    if (first && byteOrderMark(bytes)?.encoding === 'utf-8') bytes = bytes.subarray(3)
    first = false
    const end = lastWhole(bytes)
    if (!isUtf8(bytes.subarray(0, end))) await reportInvalid(file)
    yield bytes.toString('latin1', 0, end)
    held = end < bytes.length ? bytes.subarray(end) : undefined
  }
  if (held === undefined) return
  if (!isUtf8(held)) await reportInvalid(file)
  yield held.toString('latin1')
}

/** Reads the file once more, for the error that tells where it is not in its encoding. */
async function reportInvalid(file: SourceFile): Promise<void> {
  await drain(decodeText(readBlocks(file.path), 'utf-8', file.name))
}

/** A text held in memory, handed out in pieces as a file would be. */
export function memoryText(name: string, text: string): TextSource {
  const bytes = toByteText(text)
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += PIECE) pieces.push(bytes.slice(at, at + PIECE))
  return { name, blocks: () => Readable.from(pieces) }
}

/** Line and column (both from 1) and number of characters (from 0) of a byte of the text. */
export async function locate(source: TextSource, offset: number): Promise<{ line: number; column: number; characters: number }> {
  let line = 1
  let lineStart = 0
  let characters = 0
  let left = offset
  const decoder = new StringDecoder('utf8')
  for await (const block of source.blocks()) {
    const text = decoder.write(Buffer.from(block.length > left ? block.slice(0, left) : block, 'latin1'))
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      line++
      lineStart = characters + at + 1
    }
    characters += text.length
    left -= block.length
    if (left <= 0) break
  }
  return { line, column: characters - lineStart + 1, characters }
}
