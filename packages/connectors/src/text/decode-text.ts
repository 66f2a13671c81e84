import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { ConnectorError } from '@sluice/engine/connector'
import { byteOrderMark } from './detect-encoding.ts'
import { decodeWindows1252 } from './windows-1252.ts'

/** A block of text, with the bytes it was decoded from. */
export interface DecodedBlock {
  readonly text: string
  readonly bytes: Buffer
}

/** Longest piece without a place to cut that is held in memory. */
const MAX_PIECE = 256 << 20

const isWide = (encoding: string): boolean => encoding === 'utf-16le' || encoding === 'utf-16be'

/**
 * Where the bytes can be cut so that both sides decode alone: behind a byte below 0x30, which in every encoding of the
 * web's list is a character of its own (trail bytes of GB18030, Big5, Shift_JIS and EUC start at 0x30 or above).
 */
function lastCut(bytes: Buffer, encoding: string): number {
  if (!isWide(encoding)) {
    for (let i = bytes.length - 1; i >= 0; i--) if ((bytes[i] ?? 0) < 0x30) return i + 1
    return 0
  }
  const low = encoding === 'utf-16le' ? 0 : 1
  for (let i = (bytes.length & ~1) - 2; i >= 0; i -= 2) if ((bytes[i + low] ?? 0) < 0x30 && bytes[i + 1 - low] === 0) return i + 2
  return 0
}

/** A decoder for the encoding; throws `unknown-encoding`. */
export function makeDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  } catch {
    throw new ConnectorError('unknown-encoding', { encoding })
  }
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

/** Offset of the byte that makes the piece invalid, by halving. */
function invalidOffset(piece: Buffer, encoding: string): number {
  const fits = (length: number): boolean => {
    try {
      makeDecoder(encoding).decode(piece.subarray(0, length), { stream: true })
      return true
    } catch {
      return false
    }
  }
  let good = 0
  let bad = piece.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good
}

function wrongEncoding(piece: Buffer, encoding: string, before: { bytes: number; lines: number }, file: string): ConnectorError {
  const offset = invalidOffset(piece, encoding)
  const good = new TextDecoder(encoding).decode(piece.subarray(0, offset))
  return new ConnectorError('wrong-encoding', {
    file,
    encoding,
    offset: before.bytes + offset,
    line: before.lines + countLines(good) + 1,
  })
}

/** Decodes pieces one by one and keeps count of bytes and lines for messages. */
class StrictDecoder {
  private readonly encoding: string
  private readonly file: string
  private bytes = 0
  private lines = 0

  constructor(encoding: string, file: string) {
    this.encoding = encoding
    this.file = file
  }

  decode(piece: Buffer): DecodedBlock {
    const skip = this.bytes === 0 ? this.markLength(piece) : 0
    const body = skip === 0 ? piece : piece.subarray(skip)
    let text: string
    if (this.encoding === 'utf-8' && isUtf8(body)) text = body.toString('utf8')
    else if (this.encoding === 'windows-1252') text = decodeWindows1252(body)
    else {
      try {
        text = makeDecoder(this.encoding).decode(body)
      } catch (error) {
        if (error instanceof ConnectorError) throw error
        throw wrongEncoding(body, this.encoding, { bytes: this.bytes + skip, lines: this.lines }, this.file)
      }
    }
    this.bytes += piece.length
    this.lines += countLines(text)
    return { text, bytes: body }
  }

  private markLength(piece: Buffer): number {
    const mark = byteOrderMark(piece)
    return mark?.encoding === this.encoding ? mark.length : 0
  }
}

/**
 * Decodes bytes strictly: a byte that does not belong to the encoding is the error `wrong-encoding` with its offset and
 * line, never a replacement character. A byte order mark is left out.
 */
export async function* decodeText(source: AsyncIterable<Buffer>, encoding: string, file: string): AsyncGenerator<DecodedBlock> {
  const decoder = new StrictDecoder(makeDecoder(encoding).encoding, file)
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const block of source) {
    const end = lastCut(block, encoding)
    if (end === 0 || (isWide(encoding) && heldBytes % 2 === 1)) {
      held.push(block)
      heldBytes += block.length
      if (heldBytes > MAX_PIECE) throw new ConnectorError('line-too-long', { file, limit: `${MAX_PIECE >> 20} MB` })
      continue
    }
    const piece = heldBytes === 0 ? block.subarray(0, end) : Buffer.concat([...held, block.subarray(0, end)])
    yield decoder.decode(piece)
    held = end < block.length ? [block.subarray(end)] : []
    heldBytes = block.length - end
  }
  if (heldBytes > 0) yield decoder.decode(Buffer.concat(held))
}
