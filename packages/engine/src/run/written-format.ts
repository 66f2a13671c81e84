import { ConnectorError, type Connectors, type FileFormat } from '../connector.ts'
import path from 'node:path'
import type { WrittenBy } from '../job.ts'

/** Sinks whose own settings fit files that are known by their extension alone. */
const BY_EXTENSION: Readonly<Record<string, WrittenBy>> = {
  '.parquet': { connector: 'parquet', config: {} },
  '.csv': { connector: 'csv', config: {} },
  '.tsv': { connector: 'csv', config: { delimiter: '\t' } },
  '.json': { connector: 'json', config: {} },
  '.jsonl': { connector: 'json', config: { layout: 'lines' } },
  '.ndjson': { connector: 'json', config: { layout: 'lines' } },
  '.xml': { connector: 'xml', config: {} },
}

/** In which format a sink has written a file; without the sink's settings the extension tells. */
export function writtenFormat(file: string, writtenBy: WrittenBy | undefined, connectors: Connectors): FileFormat {
  const extension = path.extname(file).toLowerCase()
  const by = writtenBy ?? BY_EXTENSION[extension]
  const name = path.basename(file)
  // A table shown in the run has no path of its own, and a template in a path is not filled in here.
  const found = by === undefined ? undefined : connectors.sinks.get(by.connector)?.file({ ...by.config, path: name })
  if (found === undefined || 'severity' in found) throw new ConnectorError('output-not-viewable', { path: name })
  return found.format
}
