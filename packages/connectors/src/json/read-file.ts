import type { ConnectorConfig, PackedBatch } from '@sluice/engine/connector'
import type { SourceFile } from '../file/source-file.ts'
import { textSetting } from '../settings.ts'
import { jsonFileText } from '../text/text-source.ts'
import { readDocument } from './read-document.ts'
import { readLines } from './read-lines.ts'

/** The records of a file that holds a JSON document or JSON lines. */
export async function* readJsonFile(config: ConnectorConfig, file: SourceFile, columns: readonly string[]): AsyncGenerator<PackedBatch> {
  const source = await jsonFileText(file, textSetting(config, 'encoding', 'auto'))
  const lines = textSetting(config, 'layout', 'document') === 'lines'
  yield* lines ? readLines(source, columns) : readDocument(source, columns, textSetting(config, 'recordPath'))
}
