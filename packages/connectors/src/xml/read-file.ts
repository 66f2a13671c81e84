import type { ConnectorConfig, PackedBatch } from '@sluice/engine/connector'
import { readHead } from '../file/read-blocks.ts'
import type { SourceFile } from '../file/source-file.ts'
import { columnsSetting, recordsSetting, textSetting } from '../settings.ts'
import { fileText, type TextSource } from '../text/text-source.ts'
import { xmlEncoding } from '../text/xml-encoding.ts'
import type { Prefixes } from './path.ts'
import { readXml } from './read-xml.ts'

const HEAD = 1 << 16

/** An XML file as text, in the encoding it declares. */
export async function xmlFileText(file: SourceFile): Promise<TextSource> {
  return fileText(file, xmlEncoding(await readHead(file.path, Math.min(HEAD, file.bytes))))
}

/** The prefixes that the node's paths use. */
export function prefixesSetting(config: ConnectorConfig): Prefixes {
  return new Map(recordsSetting(config, 'namespaces').map((entry) => [textSetting(entry, 'prefix'), textSetting(entry, 'uri')]))
}

/** The records of a file that holds an XML document. */
export async function* readXmlFile(config: ConnectorConfig, file: SourceFile, columns: readonly string[]): AsyncGenerator<PackedBatch> {
  const source = await xmlFileText(file)
  const lists = new Set(columnsSetting(config).filter((column) => column.type === 'list').map((column) => column.source)) // prettier-ignore
  const wanted = columns.map((name) => ({ source: name, list: lists.has(name) }))
  yield* readXml(source, { recordPath: textSetting(config, 'recordPath'), prefixes: prefixesSetting(config), columns: wanted })
}
