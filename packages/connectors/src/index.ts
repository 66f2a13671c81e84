import type { Connectors, SourceConnector } from '@sluice/engine/connector'
import { openCsv } from './csv/open.ts'
import { openJson } from './json/open.ts'
import { openXml } from './xml/open.ts'
import { fileSinks, tableSink } from './sink/file-sinks.ts'

const sources: readonly SourceConnector[] = [
  { name: 'csv', open: openCsv },
  { name: 'json', open: openJson },
  { name: 'xml', open: openXml },
]

/** The connectors that Sluice ships with. */
export const connectors: Connectors = {
  sources: new Map(sources.map((source) => [source.name, source])),
  sinks: new Map([...fileSinks, tableSink].map((sink) => [sink.name, sink])),
}
