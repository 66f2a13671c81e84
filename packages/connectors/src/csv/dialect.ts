import type { ConnectorConfig } from '@sluice/engine/connector'
import { booleanSetting, numberSetting, textSetting, textsSetting } from '../settings.ts'

/** The settings of a CSV source as they are used. */
export interface CsvSettings {
  readonly path: string
  readonly encoding: string
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly header: boolean
  readonly skip: number
  readonly missing: readonly string[]
  /** Longest record that is read, in bytes. */
  readonly maxLine: number
}

/** What people write for characters that can't be seen. */
const NAMED_DELIMITERS: Readonly<Record<string, string>> = { '\\t': '\t', tab: '\t', comma: ',', semicolon: ';', pipe: '|' }

export function csvSettings(config: ConnectorConfig): CsvSettings {
  const delimiter = textSetting(config, 'delimiter', ',')
  const quote = textSetting(config, 'quote', '"')
  return {
    path: textSetting(config, 'path'),
    encoding: textSetting(config, 'encoding', 'auto'),
    delimiter: Object.hasOwn(NAMED_DELIMITERS, delimiter) ? (NAMED_DELIMITERS[delimiter] ?? ',') : delimiter,
    quote,
    escape: textSetting(config, 'escape', quote),
    header: booleanSetting(config, 'header', true),
    skip: Math.max(0, Math.floor(numberSetting(config, 'skip', 0))),
    missing: textsSetting(config, 'missing'),
    maxLine: Math.max(1, numberSetting(config, 'maxLineMb', 64)) * (1 << 20),
  }
}
