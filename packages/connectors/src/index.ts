import type { Connectors, SourceConnector } from '@sluice/engine/connector'
import { openCsv } from './csv/open.ts'
import { probeCsv } from './csv/probe.ts'
import { openHttp, probeHttp } from './http/open.ts'
import { openJson } from './json/open.ts'
import { probeJson } from './json/probe.ts'
import { openWebhook } from './webhook/open.ts'
import { probeWebhook } from './webhook/sample.ts'
import { openXml } from './xml/open.ts'
import { probeXml } from './xml/probe.ts'
import { fileSinks, responseSink, tableSink } from './sink/file-sinks.ts'

const sources: readonly SourceConnector[] = [
  { name: 'csv', open: openCsv, probe: probeCsv },
  { name: 'json', open: openJson, probe: probeJson },
  { name: 'xml', open: openXml, probe: probeXml },
  { name: 'http', open: (config, context) => openHttp(config, context), probe: (config, context) => probeHttp(config, context) },
  { name: 'webhook', open: openWebhook, probe: probeWebhook },
]

/** The connectors that Sluice ships with. */
export const connectors: Connectors = {
  sources: new Map(sources.map((source) => [source.name, source])),
  sinks: new Map([...fileSinks, tableSink, responseSink].map((sink) => [sink.name, sink])),
  targets: new Map(),
}
