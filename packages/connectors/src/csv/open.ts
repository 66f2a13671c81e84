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
import { scanInThread } from '../thread/read-in-thread.ts'
import { decodeText } from '../text/decode-text.ts'
import { byteOrderMark, detectEncoding } from '../text/detect-encoding.ts'
import { csvSettings, type CsvSettings } from './dialect.ts'
import { manyBroken } from './estimate-broken.ts'
import { nameColumns } from './name-columns.ts'
import { parseSample, type SampleRecord } from './parse-sample.ts'
import { readCsvRecords } from './read-records.ts'
import { scanStructure, type CsvStructure } from './scan-structure.ts'
import { transcode } from './transcode.ts'

/** Bytes looked at to tell the encoding. */
const ENCODING_SAMPLE = 1 << 20
/** Bytes looked at for the header; grows when a header is longer. */
const HEADER_SAMPLE = 1 << 16
/** Bytes checked before a sample is read; what is broken behind them is told by the run. */
const SAMPLE_CHECK = 32 << 20
/** Smaller files are looked at before a thread has started. */
const WORTH_A_THREAD = 16 << 20
/** DuckDB's own default; never goes below it. */
const SHORTEST_LIMIT = 2 << 20

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

/** Where the file is as UTF-8: itself, or a copy in the run's scratch folder. */
async function asUtf8(file: SourceFile, settings: CsvSettings, context: SourceContext): Promise<string> {
  const head = await readHead(file.path, Math.min(file.bytes, ENCODING_SAMPLE))
  const encoding = settings.encoding === 'auto' || settings.encoding === '' ? detectEncoding(head) : settings.encoding.toLowerCase()
  const copied = encoding !== 'utf-8' || byteOrderMark(head) !== undefined
  return copied ? await transcode(file, encoding, context.folders.work, context.signal) : file.path
}

/** Looks through the file, or the beginning of it when it is only sampled. Throws `ConnectorError` when it can't be read. */
async function lookThrough(path: string, file: SourceFile, settings: CsvSettings, context: SourceContext): Promise<CsvStructure> {
  const { signal, sampleRows } = context
  const structure = isLookedAtApart(file, context)
    ? await scanInThread(path, settings, signal)
    : await scanStructure(path, settings, signal, sampleRows === undefined ? Infinity : SAMPLE_CHECK)
  if (!structure.utf8) await reportInvalid(file)
  if (structure.openQuote !== undefined)
    throw new ConnectorError('unclosed-quote', { file: file.name, line: await lineAt(path, structure.openQuote), quote: settings.quote })
  if (structure.measured > settings.maxLine)
    throw new ConnectorError('line-too-long', { file: file.name, limit: `${settings.maxLine >> 20} MB` })
  return structure
}

/** A large file is looked at in a thread of its own while it is read, when the run may use more than one. */
const isLookedAtApart = (file: SourceFile, { sampleRows, threads = 1 }: SourceContext): boolean =>
  threads > 1 && sampleRows === undefined && file.bytes >= WORTH_A_THREAD

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

/** Longer records than this are read only when the dialect says so. */
const lineLimit = (longest: number): number => Math.max(SHORTEST_LIMIT, longest + 1024)

function fullDialect(settings: CsvSettings, longest: number): CsvDialect {
  const { delimiter, quote, escape, header, skip, missing } = settings
  return { delimiter, quote, escape, header, skip, newline: 'auto', missing, maxLine: lineLimit(longest) }
}

/** The records that a complete reading must give, those that are broken included. */
function recordsOf({ count }: CsvStructure, settings: CsvSettings, width: number): CsvRecords {
  const first = settings.skip + (settings.header ? 1 : 0)
  // With one column a blank line is a row whose value is missing.
  const blank = width > 1 ? count.blank.filter((number) => number >= first) : new Uint32Array(0)
  return { first, data: Math.max(0, count.records - first) - blank.length, blank, inner: count.inner, whole: count.whole }
}

/** The columns of the file, by its header or by those that are wanted. */
async function findColumns(path: string, file: SourceFile, settings: CsvSettings, wanted: readonly string[]): Promise<readonly string[]> {
  const first = await firstRecord(path, settings)
  if (first === undefined && settings.header) throw new ConnectorError('empty-file', { file: file.name })
  const cells = first?.cells ?? wanted
  const fileColumns = nameColumns(settings.header || first === undefined ? cells : cells.map(() => ''))
  checkColumns(file, fileColumns, wanted)
  return fileColumns
}

/**
 * Makes a CSV file ready for the engine's reader: finds it, turns it into UTF-8, checks encoding and quotes, reads the
 * header and checks that the wanted columns are there. A large file is looked at while it is read.
 */
export async function openCsv(config: ConnectorConfig, context: SourceContext): Promise<Reading> {
  const settings = csvSettings(config)
  const file = await findSourceFile(context.folders.input, settings.path)
  const path = await asUtf8(file, settings, context)
  const { signal, sampleRows, columns } = context
  const isMuchBroken = ({ bytes, count }: CsvStructure, width: number): Promise<boolean> =>
    manyBroken({ path, bytes, records: count.records, starts: count.starts }, settings, width)
  const opened = (fileColumns: readonly string[], longest: number) => {
    const careful = (): AsyncIterable<PackedBatch> => limitRows(readCsvRecords(path, settings, fileColumns, columns), sampleRows, signal)
    return { kind: 'csv', path, dialect: fullDialect(settings, longest), fileColumns, careful } as const
  }
  if (!isLookedAtApart(file, context)) {
    const structure = await lookThrough(path, file, settings, context)
    const fileColumns = await findColumns(path, file, settings, columns)
    return {
      ...opened(fileColumns, structure.longest),
      manyBroken: await isMuchBroken(structure, fileColumns.length),
      ...(sampleRows === undefined ? { records: recordsOf(structure, settings, fileColumns.length) } : {}),
    }
  }
  const fileColumns = await findColumns(path, file, settings, columns).catch(async (error: unknown) => {
    // A header that can't be made out may be no more than a sign of what is wrong with all of the file.
    await lookThrough(path, file, settings, context)
    throw error
  })
  const width = fileColumns.length
  return {
    ...opened(fileColumns, 0),
    look: async () => {
      const structure = await lookThrough(path, file, settings, context)
      const unfit = lineLimit(structure.longest) > SHORTEST_LIMIT || (await isMuchBroken(structure, width))
      return { records: recordsOf(structure, settings, width), unfit }
    },
  }
}
