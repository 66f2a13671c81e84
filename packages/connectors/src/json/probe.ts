import { ConnectorError, type ConnectorConfig, type ProbeResult, type SourceContext } from '@sluice/engine/connector'
import { findSourceFile } from '../file/source-file.ts'
import { collectValues } from '../record/collect.ts'
import { probedColumns } from '../schema/columns.ts'
import { textSetting } from '../settings.ts'
import { fromByteText } from '../text/byte-text.ts'
import { jsonFileText, type TextSource } from '../text/text-source.ts'
import { findRecordPath } from './find-record-path.ts'
import { readDocument } from './read-document.ts'
import { readLines } from './read-lines.ts'
import { WHOLE_RECORD } from './record-reader.ts'
import { sampleJsonColumns } from './sample-columns.ts'

/** Bytes looked at to tell lines from a document and to find the records in it. */
const HEAD = 1 << 18

async function headOf(source: TextSource): Promise<string> {
  let text = ''
  for await (const block of source.blocks()) {
    text += block
    if (text.length >= HEAD) break
  }
  return fromByteText(text)
}

const parses = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Two whole values on the first two lines with something on them are JSON Lines. */
export function looksLikeLines(head: string): boolean {
  const lines = head.split('\n', 50).filter((line) => line.trim() !== '')
  const [first, second] = lines
  return first !== undefined && second !== undefined && lines.length > 1 && parses(first) && (parses(second) || second.length > 1000)
}

/** The records of a source as JSON texts, and the settings that lead to them. */
async function sampleRecords(
  source: TextSource,
  config: ConnectorConfig,
): Promise<{ settings: Record<string, string>; records: readonly string[] }> {
  const head = await headOf(source)
  if (head.trim() === '') throw new ConnectorError('empty-file', { file: source.name })
  if (looksLikeLines(head)) return { settings: { layout: 'lines' }, records: await collectValues(readLines(source, [WHOLE_RECORD])) }
  const given = textSetting(config, 'recordPath')
  const recordPath = given === '' ? findRecordPath(head) : given
  return { settings: { layout: 'document', recordPath }, records: await collectValues(readDocument(source, [WHOLE_RECORD], recordPath)) }
}

/** The settings and columns of JSON text, from its first records. */
export async function probeJsonText(source: TextSource, config: ConnectorConfig): Promise<ProbeResult> {
  const { settings, records } = await sampleRecords(source, config)
  return { config: { ...settings, columns: probedColumns(sampleJsonColumns(records)) }, problems: [] }
}

/** The layout, record path and columns of a JSON file. */
export async function probeJson(config: ConnectorConfig, context: Omit<SourceContext, 'columns'>): Promise<ProbeResult> {
  const file = await findSourceFile(context.folders.input, textSetting(config, 'path'))
  return probeJsonText(await jsonFileText(file, textSetting(config, 'encoding', 'auto')), config)
}
