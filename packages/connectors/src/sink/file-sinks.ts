import type { ConnectorConfig, FileFormat, Problem, SinkConnector } from '@sluice/engine/connector'
import { booleanSetting, textSetting, textsSetting } from '../settings.ts'
import { isXmlName } from '../xml/name.ts'

const problem = (code: string, path: string, params: Problem['params'] = {}): Problem => ({ severity: 'error', code, path: [path], params })

/** Refuses paths that are not relative POSIX paths below the output folder. */
function pathProblem(path: string): Problem | undefined {
  if (path.trim() === '') return problem('file-not-given', 'path')
  const parts = path.split(/[/\\]/)
  if (path.includes('\0') || /^([/\\]|[A-Za-z]:)/.test(path) || parts.includes('..'))
    return problem('path-outside-folder', 'path', { path })
  return parts.at(-1) === '' || parts.at(-1) === '.' ? problem('not-a-file', 'path', { path }) : undefined
}

/** A document has an end, behind which nothing can stand. */
const canGrow = (format: FileFormat): boolean => format.kind === 'csv' || (format.kind === 'json' && !format.array)

/** A sink whose settings name a file; `format` tells how to write it or what is wrong with the settings. */
function fileSink(name: string, format: (config: ConnectorConfig) => FileFormat | Problem): SinkConnector {
  return {
    name,
    file: (config) => {
      const path = textSetting(config, 'path')
      const wrongPath = pathProblem(path)
      if (wrongPath !== undefined) return wrongPath
      const found = format(config)
      if ('code' in found) return found
      return {
        path,
        format: found,
        anyOrder: booleanSetting(config, 'anyOrder', false),
        partitionBy: textSetting(config, 'partitionBy'),
        append: canGrow(found) && textSetting(config, 'whenExists', 'replace') === 'append',
      }
    },
  }
}

const isCrlf = (newline: string): boolean => newline === 'crlf' || newline === '\r\n'

/** CSV or other delimited text. */
const csvSink = fileSink('csv', (config) => {
  const delimiter = textSetting(config, 'delimiter', ',')
  if (delimiter.length !== 1 || delimiter === '"' || delimiter === '\n' || delimiter === '\r')
    return problem('bad-delimiter', 'delimiter', { delimiter })
  return {
    kind: 'csv',
    delimiter,
    quote: '"',
    header: booleanSetting(config, 'header', true),
    escapeFormulas: booleanSetting(config, 'escapeFormulas', true),
    missing: textSetting(config, 'missing'),
    bom: booleanSetting(config, 'bom', false),
    newline: isCrlf(textSetting(config, 'newline', 'lf')) ? '\r\n' : '\n',
  }
})

/** One JSON document holding an array, or JSON Lines. */
const jsonSink = fileSink('json', (config) => ({
  kind: 'json',
  array: textSetting(config, 'layout', 'document') !== 'lines',
  omitMissing: booleanSetting(config, 'omitMissing', false),
}))

/** One element per row under a root element. */
const xmlSink = fileSink('xml', (config) => {
  const names = {
    root: textSetting(config, 'root', 'rows'),
    record: textSetting(config, 'record', 'row'),
    itemName: textSetting(config, 'itemName'),
  }
  for (const [field, name] of Object.entries(names))
    if (!isXmlName(name) && (field !== 'itemName' || name !== '')) return problem('bad-xml-name', field, { name })
  const attributes = textsSetting(config, 'attributes')
  const wrong = attributes.find((name) => !isXmlName(name))
  if (wrong !== undefined) return problem('bad-xml-name', 'attributes', { name: wrong })
  return { kind: 'xml', ...names, omitMissing: booleanSetting(config, 'omitMissing', true), attributes }
})

const COMPRESSIONS = ['zstd', 'snappy', 'none'] as const

const parquetSink = fileSink('parquet', (config) => {
  const wanted = textSetting(config, 'compression', 'zstd')
  const compression = COMPRESSIONS.find((name) => name === wanted)
  return compression === undefined ? problem('bad-compression', 'compression', { compression: wanted }) : { kind: 'parquet', compression }
})

/** The sinks that write a file of the flow's. */
export const fileSinks: readonly SinkConnector[] = [csvSink, jsonSink, xmlSink, parquetSink]

/** A table shown in the run: Parquet without a path of its own, the engine names it after its node. */
export const tableSink: SinkConnector = {
  name: 'table',
  file: () => ({ path: '', format: { kind: 'parquet', compression: 'zstd' }, anyOrder: false }),
}

/** The answer of an endpoint when nobody waits for it: kept with the run as JSON. */
export const responseSink: SinkConnector = {
  name: 'response',
  file: (config) => ({
    path: 'response.json',
    format: {
      kind: 'json',
      array: textSetting(config, 'shape', 'list') !== 'one',
      omitMissing: booleanSetting(config, 'omitMissing', false),
    },
    anyOrder: false,
  }),
}
