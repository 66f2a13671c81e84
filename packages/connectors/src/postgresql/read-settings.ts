import { ConnectorError, type ConnectorConfig } from '@sluice/engine/connector'
import { numberSetting, textSetting } from '../settings.ts'
import { parseTableName, type TableName } from './names.ts'
import { bindParameters } from './query-text.ts'
import type { Statement } from './cursor.ts'

/** Which column tells what is new, and how far back late rows are looked for, in the column's own unit (seconds for dates). */
export interface Incremental {
  readonly column: string
  readonly overlap: number
}

/** What a PostgreSQL source is asked to read. */
export type Wanted = { readonly kind: 'table'; readonly name: TableName } | { readonly kind: 'query'; readonly statement: Statement }

export interface ReadSettings {
  readonly wanted: Wanted
  readonly incremental: Incremental | undefined
  readonly timeoutSeconds: number
}

const DEFAULT_TIMEOUT = 600

/** The values of the flow's parameters, put beside the settings by the node. Without one (design time) it is missing. */
function parameterValue(config: ConnectorConfig, name: string): string | null {
  const values = config['parameters']
  if (typeof values !== 'object' || values === null) return null
  const value: unknown = Object.entries(values).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : null
}

function wantedOf(config: ConnectorConfig): Wanted {
  if (textSetting(config, 'mode', 'table') !== 'query') return { kind: 'table', name: parseTableName(textSetting(config, 'table')) }
  const { text, names } = bindParameters(textSetting(config, 'query'))
  if (text.trim() === '') throw new ConnectorError('query-not-given')
  return { kind: 'query', statement: { text, values: names.map((name) => parameterValue(config, name)) } }
}

export function readSettings(config: ConnectorConfig): ReadSettings {
  const column = textSetting(config, 'watermarkColumn')
  const overlap = Math.max(0, numberSetting(config, 'overlap', 0))
  return {
    wanted: wantedOf(config),
    incremental: textSetting(config, 'incremental', 'off') === 'column' && column !== '' ? { column, overlap } : undefined,
    timeoutSeconds: numberSetting(config, 'timeoutSeconds', DEFAULT_TIMEOUT),
  }
}
