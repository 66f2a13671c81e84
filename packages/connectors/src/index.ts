import type { Connectors, SourceConnector } from '@sluice/engine/connector'
import { openCsv } from './csv/open.ts'
import { probeCsv } from './csv/probe.ts'
import { openHttp, probeHttp } from './http/open.ts'
import { openJson } from './json/open.ts'
import { probeJson } from './json/probe.ts'
import { openWebhook } from './webhook/open.ts'
import { probeWebhook } from './webhook/sample.ts'
import { probePostgresql } from './postgresql/probe.ts'
import { openPostgresql } from './postgresql/read.ts'
import { testPostgresql } from './postgresql/test-connection.ts'
import { postgresqlTarget } from './postgresql/write/target.ts'
import { openXml } from './xml/open.ts'
import { probeXml } from './xml/probe.ts'
import { fileSinks, responseSink, tableSink } from './sink/file-sinks.ts'

const sources: readonly SourceConnector[] = [
  { name: 'csv', open: openCsv, probe: probeCsv },
  { name: 'json', open: openJson, probe: probeJson },
  { name: 'xml', open: openXml, probe: probeXml },
  {
    name: 'http',
    remote: true,
    retriesItself: true,
    open: (config, context) => openHttp(config, context),
    probe: (config, context) => probeHttp(config, context),
  },
  { name: 'postgresql', remote: true, open: openPostgresql, probe: probePostgresql },
  { name: 'webhook', open: openWebhook, probe: probeWebhook },
]

/** The connectors that Sluice ships with. */
export const connectors: Connectors = {
  sources: new Map(sources.map((source) => [source.name, source])),
  sinks: new Map([...fileSinks, tableSink, responseSink].map((sink) => [sink.name, sink])),
  targets: new Map([[postgresqlTarget.name, postgresqlTarget]]),
  systems: new Map([['postgresql', { name: 'postgresql', test: testPostgresql }]]),
}
