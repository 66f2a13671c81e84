import type { ConnectorConfig, Reading, SourceContext } from '@sluice/engine/connector'
import { findSourceFile } from '../file/source-file.ts'
import { textSetting } from '../settings.ts'
import { readRecords } from '../thread/read-records.ts'

/** Opens an XML document. */
export async function openXml(config: ConnectorConfig, context: SourceContext): Promise<Reading> {
  const file = await findSourceFile(context.folders.input, textSetting(config, 'path'))
  return { kind: 'packed', batches: readRecords('xml', config, file, context) }
}
