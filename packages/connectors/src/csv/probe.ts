import { ConnectorError, type ConnectorConfig, type ProbeResult, type SourceContext } from '@sluice/engine/connector'
import { readHead } from '../file/read-blocks.ts'
import { findSourceFile } from '../file/source-file.ts'
import { probedColumns } from '../schema/columns.ts'
import { textSetting, textsSetting } from '../settings.ts'
import { makeDecoder } from '../text/decode-text.ts'
import { byteOrderMark, detectEncoding } from '../text/detect-encoding.ts'
import { sniffDialect } from './sniff-dialect.ts'

const SAMPLE = 1 << 20

/** Texts that stand for "no value" in many files; suggested when they keep a column from having a type. */
const MISSING = ['', 'NULL', 'null', 'N/A', 'n/a', '#N/A', '-', '\\N']

/** The settings under which a CSV file can be read, with its columns and their types, from its first megabyte. */
export async function probeCsv(config: ConnectorConfig, context: Omit<SourceContext, 'columns'>): Promise<ProbeResult> {
  const file = await findSourceFile(context.folders.input, textSetting(config, 'path'))
  const head = await readHead(file.path, Math.min(SAMPLE, file.bytes))
  if (head.length === 0) throw new ConnectorError('empty-file', { file: file.name })
  const setting = textSetting(config, 'encoding', 'auto')
  const encoding = setting === 'auto' || setting === '' ? detectEncoding(head) : setting
  const body = head.subarray(byteOrderMark(head)?.length ?? 0)
  const text = makeSampleText(body, encoding, file.name)
  const sniffed = sniffDialect(text)
  const given = textsSetting(config, 'missing')
  const missing = new Set(given.length === 0 ? [''] : given)
  const used = MISSING.filter((word) => word !== '' && sniffed.rows.some((row) => row.includes(word)))
  for (const word of used) missing.add(word)
  const columns = probedColumns(
    sniffed.names.map((source, index) => ({
      source,
      values: sniffed.rows.map((row) => row[index] ?? '').filter((value) => !missing.has(value)),
    })),
  ).map((column) => ({ ...column, name: column.source }))
  const { delimiter, quote, escape, header, skip } = sniffed
  return { config: { encoding, delimiter, quote, escape, header, skip, missing: [...missing], columns }, problems: [] }
}

function makeSampleText(bytes: Buffer, encoding: string, file: string): string {
  try {
    return makeDecoder(encoding).decode(bytes, { stream: true })
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError('wrong-encoding', { file, encoding, offset: 0, line: 1 })
  }
}
