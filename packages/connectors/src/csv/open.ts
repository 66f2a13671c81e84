import {
  ConnectorError,
  type ConnectorConfig,
  type CsvDialect,
  type CsvRecords,
  type PackedBatch,
  type Reading,
  type SourceContext,
} from '@sluice/engine/connector'
import { readBlocks, readHead } from '../file/read-blocks.ts'
import { findSourceFile, type SourceFile } from '../file/source-file.ts'
import { drain } from '../record/drain.ts'
import { limitRows } from '../record/limit-rows.ts'
import { decodeText } from '../text/decode-text.ts'
import { byteOrderMark, detectEncoding } from '../text/detect-encoding.ts'
import type { RecordCount } from './count-records.ts'
import { csvSettings, type CsvSettings } from './dialect.ts'
import { manyBroken } from './estimate-broken.ts'
import { nameColumns } from './name-columns.ts'
import { parseSample, type SampleRecord } from './parse-sample.ts'
import { readCsvRecords } from './read-records.ts'
import { scanStructure } from './scan-structure.ts'
import { transcode } from './transcode.ts'

/** Bytes looked at to tell the encoding. */
const ENCODING_SAMPLE = 1 << 20
/** Bytes looked at for the header; grows when a header is longer. */
const HEADER_SAMPLE = 1 << 16
/** Bytes checked before a sample is read; what is broken behind them is told by the run. */
const SAMPLE_CHECK = 32 << 20
/** DuckDB's own default; never goes below it. */
const SHORTEST_LIMIT = 2 << 20

/** A CSV file as UTF-8 on disk. */
interface Utf8File {
  readonly path: string
  readonly longest: number
  /** Bytes that were looked at. */
  readonly bytes: number
  readonly count: RecordCount
}

async function lineAt(path: string, offset: number): Promise<number> {
  let line = 1
  let base = 0
  for await (const block of readBlocks(path)) {
    const part = block.subarray(0, Math.max(0, offset - base))
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) line++
    base += block.length
    if (base >= offset) break
  }
  return line
}

/** Reads all of a file strictly, for the error that tells where it is not in its encoding. */
async function reportInvalid(file: SourceFile): Promise<void> {
  await drain(decodeText(readBlocks(file.path), 'utf-8', file.name))
}

async function asUtf8(file: SourceFile, settings: CsvSettings, context: SourceContext): Promise<Utf8File> {
  const head = await readHead(file.path, Math.min(file.bytes, ENCODING_SAMPLE))
  const encoding = settings.encoding === 'auto' || settings.encoding === '' ? detectEncoding(head) : settings.encoding.toLowerCase()
  const copied = encoding !== 'utf-8' || byteOrderMark(head) !== undefined
  const path = copied ? await transcode(file, encoding, context.folders.work, context.signal) : file.path
  const looked = context.sampleRows === undefined ? Infinity : SAMPLE_CHECK
  const structure = await scanStructure(path, settings, context.signal, looked)
  if (!structure.utf8) await reportInvalid(file)
  if (structure.openQuote !== undefined)
    throw new ConnectorError('unclosed-quote', { file: file.name, line: await lineAt(path, structure.openQuote), quote: settings.quote })
  if (structure.measured > settings.maxLine)
    throw new ConnectorError('line-too-long', { file: file.name, limit: `${settings.maxLine >> 20} MB` })
  return { path, longest: structure.longest, bytes: structure.bytes, count: structure.count }
}

/** The first record behind the skipped lines, however long it is. */
async function firstRecord(path: string, settings: CsvSettings): Promise<SampleRecord | undefined> {
  for (let size = HEADER_SAMPLE; ; size *= 8) {
    const head = await readHead(path, size)
    let text = head.toString('utf8')
    for (let skipped = 0; skipped < settings.skip; skipped++) {
      const end = /\r\n|\n|\r/.exec(text)
      text = end === null ? '' : text.slice(end.index + end[0].length)
    }
    const record = parseSample(text, settings, 1)[0]
    if (head.length < size || record?.complete === true) return record
  }
}

function checkColumns(file: SourceFile, fileColumns: readonly string[], wanted: readonly string[]): void {
  const present = new Set(fileColumns)
  const absent = wanted.find((name) => !present.has(name))
  if (absent === undefined) return
  const found = fileColumns.slice(0, 20).join(', ') + (fileColumns.length > 20 ? ', …' : '')
  throw new ConnectorError('missing-source-column', { file: file.name, column: absent, found })
}

function fullDialect(settings: CsvSettings, longest: number): CsvDialect {
  const { delimiter, quote, escape, header, skip, missing } = settings
  return { delimiter, quote, escape, header, skip, newline: 'auto', missing, maxLine: Math.max(SHORTEST_LIMIT, longest + 1024) }
}

/** The records that a complete reading must give, those that are broken included. */
function recordsOf({ count }: Utf8File, settings: CsvSettings, width: number): CsvRecords {
  const first = settings.skip + (settings.header ? 1 : 0)
  // With one column a blank line is a row whose value is missing.
  const blank = width > 1 ? count.blank.filter((number) => number >= first) : new Uint32Array(0)
  return { first, data: Math.max(0, count.records - first) - blank.length, blank, inner: count.inner, whole: count.whole }
}

/**
 * Makes a CSV file ready for the engine's reader: finds it, turns it into UTF-8, checks encoding and quotes, reads the
 * header and checks that the wanted columns are there.
 */
export async function openCsv(config: ConnectorConfig, context: SourceContext): Promise<Reading> {
  const settings = csvSettings(config)
  const file = await findSourceFile(context.folders.input, settings.path)
  const utf8 = await asUtf8(file, settings, context)
  const { path, longest, bytes, count } = utf8
  const first = await firstRecord(path, settings)
  if (first === undefined && settings.header) throw new ConnectorError('empty-file', { file: file.name })
  const cells = first?.cells ?? context.columns
  const fileColumns = nameColumns(settings.header || first === undefined ? cells : cells.map(() => ''))
  checkColumns(file, fileColumns, context.columns)
  const { signal, sampleRows, columns } = context
  const careful = (): AsyncIterable<PackedBatch> => limitRows(readCsvRecords(path, settings, fileColumns, columns), sampleRows, signal)
  const looked = { path, bytes, records: count.records, starts: count.starts }
  return {
    kind: 'csv',
    path,
    dialect: fullDialect(settings, longest),
    fileColumns,
    careful,
    manyBroken: await manyBroken(looked, settings, fileColumns.length),
    ...(sampleRows === undefined ? { records: recordsOf(utf8, settings, fileColumns.length) } : {}),
  }
}
