import type { ConnectorConfig, ProbeResult, SourceContext } from '@sluice/engine/connector'
import { findSourceFile } from '../file/source-file.ts'
import { drain } from '../record/drain.ts'
import { probedColumns } from '../schema/columns.ts'
import { textSetting } from '../settings.ts'
import { prefixesSetting, xmlFileText } from './read-file.ts'
import { XmlSample } from './sample.ts'
import { XmlFault } from './fault.ts'
import { XmlScanner } from './scanner.ts'
import { readXml } from './read-xml.ts'

const HEAD = 1 << 20

/** The record path and columns of an XML file, from its first megabyte. */
export async function probeXml(config: ConnectorConfig, context: Omit<SourceContext, 'columns'>): Promise<ProbeResult> {
  const file = await findSourceFile(context.folders.input, textSetting(config, 'path'))
  const source = await xmlFileText(file)
  const sample = new XmlSample()
  const scanner = new XmlScanner(sample)
  let read = 0
  try {
    for await (const text of source.blocks()) {
      scanner.write(text)
      read += text.length
      if (read >= HEAD) break
    }
    if (read < HEAD) scanner.end()
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error
    // The reader tells the same fault with its line and column.
    await drain(readXml(source, { recordPath: '', prefixes: new Map(), columns: [] }))
  }
  const given = textSetting(config, 'recordPath')
  const recordPath = given === '' ? sample.recordPath() : given
  return { config: { recordPath, columns: probedColumns(sample.columns(recordPath, prefixesSetting(config))) }, problems: [] }
}
