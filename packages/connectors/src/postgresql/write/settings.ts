import { ConnectorError } from '@sluice/engine/connector'
import { booleanSetting, numberSetting, recordsSetting, textSetting, textsSetting } from '../../settings.ts'
import { parseTableName, type TableName } from '../names.ts'

/** What a PostgreSQL sink does with its rows; the node's help says it at length. */
export const MODES = ['insert', 'upsert', 'update', 'delete', 'replace', 'sync'] as const
export type Mode = (typeof MODES)[number]

/** Modes that find the row they mean by its key. */
export const KEYED: ReadonlySet<Mode> = new Set<Mode>(['upsert', 'update', 'delete', 'sync'])

/** The most rows of a kind that may change without a person; null: any number. `percent` is of the rows at the target. */
export interface Limits {
  readonly inserted: number | null
  readonly updated: number | null
  readonly deleted: number | null
  readonly percent: number | null
}

export interface WriteSettings {
  readonly table: TableName
  readonly mode: Mode
  readonly keys: readonly string[]
  /** Input column to target column; undefined: by name. */
  readonly mapping: readonly { readonly from: string; readonly to: string }[] | undefined
  readonly createTable: boolean
  readonly approval: 'never' | 'always' | 'limits'
  readonly limits: Limits
  readonly timeoutSeconds: number
  readonly lockSeconds: number
}

const limit = (config: Readonly<Record<string, unknown>>, name: string): number | null => {
  const value = config[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function writeSettings(config: Readonly<Record<string, unknown>>): WriteSettings {
  const wanted = textSetting(config, 'mode', 'upsert')
  const mode = MODES.find((known) => known === wanted)
  if (mode === undefined) throw new ConnectorError('write-mode-unknown', { mode: wanted })
  const keys = textsSetting(config, 'keys')
  if (KEYED.has(mode) && keys.length === 0) throw new ConnectorError('keys-not-given', { mode })
  const approval = textSetting(config, 'approval', 'never')
  return {
    table: parseTableName(textSetting(config, 'table')),
    mode,
    keys,
    mapping:
      textSetting(config, 'mapping', 'by-name') === 'listed'
        ? recordsSetting(config, 'columns').map((entry) => ({ from: textSetting(entry, 'from'), to: textSetting(entry, 'to') }))
        : undefined,
    createTable: booleanSetting(config, 'createTable', false),
    approval: approval === 'always' || approval === 'limits' ? approval : 'never',
    limits: {
      inserted: limit(config, 'maxInserted'),
      updated: limit(config, 'maxUpdated'),
      deleted: limit(config, 'maxDeleted'),
      percent: limit(config, 'maxPercent'),
    },
    timeoutSeconds: numberSetting(config, 'timeoutSeconds', 1_800),
    lockSeconds: numberSetting(config, 'lockSeconds', 60),
  }
}
