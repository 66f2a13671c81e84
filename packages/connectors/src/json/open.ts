import type { ConnectorConfig, Reading, SourceContext } from '@sluice/engine/connector'
import { findSourceFile } from '../file/source-file.ts'
import { limitPacked } from '../record/limit-rows.ts'
import { textSetting } from '../settings.ts'
import { jsonFileText } from '../text/text-source.ts'
import { readDocument } from './read-document.ts'
import { readLines } from './read-lines.ts'

/** Opens a JSON document or a file of JSON lines. */
export async function openJson(config: ConnectorConfig, context: SourceContext): Promise<Reading> {
  const file = await findSourceFile(context.folders.input, textSetting(config, 'path'))
  const source = await jsonFileText(file, textSetting(config, 'encoding', 'auto'))
  const lines = textSetting(config, 'layout', 'document') === 'lines'
  const batches = lines ? readLines(source, context.columns) : readDocument(source, context.columns, textSetting(config, 'recordPath'))
  return { kind: 'packed', batches: limitPacked(batches, context.sampleRows, context.signal) }
}
