import type { ConnectorConfig, PackedBatch } from '@sluice/engine/connector'
import type { SourceFile } from '../file/source-file.ts'
import { readJsonFile } from '../json/read-file.ts'
import { readXmlFile } from '../xml/read-file.ts'

/** Formats whose records are read in Node.js. */
export type RecordFormat = 'json' | 'xml'

/** How the records of a file are read, by its format. */
export const FORMATS: Readonly<
  Record<RecordFormat, (config: ConnectorConfig, file: SourceFile, columns: readonly string[]) => AsyncIterable<PackedBatch>>
> = { json: readJsonFile, xml: readXmlFile }
