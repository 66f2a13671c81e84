import { csvHeader, type Column } from '@sluice/plan'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, open, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { ConnectorError, type FileFormat } from '../connector.ts'

const BOM = '\u{FEFF}'
/** Of a line end behind the header. */
const LINE_END_BYTES = 2

/**
 * What tells whether a file is still the one that was looked at; empty when there is none. Another run that writes the file puts a
 * new one in its place.
 */
export async function fileIdentity(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  return found === undefined ? '' : `${found.ino}:${found.size}:${found.mtimeNs}`
}

/** The form in which rows are added to a file that has some: without what stands at its beginning. */
export const continued = (format: FileFormat): FileFormat => (format.kind === 'csv' ? { ...format, header: false, bom: false } : format)

async function readPart(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Rows can only follow those of the same columns in the same order. Throws `ConnectorError`. */
async function checkHeader(file: string, path: string, columns: readonly Column[], format: FileFormat): Promise<void> {
  if (format.kind !== 'csv' || !format.header) return
  const header = csvHeader(
    columns.map(({ name }) => name),
    format.delimiter,
    format.escapeFormulas,
  )
  const start = await readPart(file, 0, Buffer.byteLength(BOM + header) + LINE_END_BYTES)
  const text = start.toString('utf8').replace(BOM, '')
  const behind = text.slice(header.length)
  if (!text.startsWith(header) || !(behind === '' || /^\r?\n/.test(behind))) throw new ConnectorError('append-columns-differ', { path })
}

/**
 * Puts a file together from one that is there, which stays as it is, and the rows that `write` writes. Gives how many they are.
 * `scratch` is the name of a file for these rows alone, gone afterwards.
 */
export async function appendRows(
  target: { readonly absolute: string; readonly path: string; readonly part: string },
  scratch: string,
  columns: readonly Column[],
  format: FileFormat,
  write: (file: string) => Promise<number>,
): Promise<number> {
  await checkHeader(target.absolute, target.path, columns, format)
  const rows = await write(scratch)
  await copyFile(target.absolute, target.part)
  const { size } = await stat(target.part)
  const ended = (await readPart(target.part, size - 1, 1)).toString('latin1') === '\n'
  const whole = createWriteStream(target.part, { flags: 'a' })
  if (!ended && rows > 0) whole.write(format.kind === 'csv' ? format.newline : '\n')
  await pipeline(createReadStream(scratch), whole)
  await rm(scratch, { force: true })
  return rows
}
