import { ConnectorError } from '@sluice/engine/connector'
import type { Column } from '@sluice/plan'
import { sameAsText } from '../types.ts'
import type { Target, TargetColumn } from './describe-target.ts'
import { newColumn } from './new-table.ts'
import { KEYED, type WriteSettings } from './settings.ts'
import { valueWriter, type ValueWriter } from './value-writer.ts'

/** An input column and the column of the target that it is written to. */
export interface Mapped {
  /** Its place in the input. */
  readonly place: number
  /** The name that people know it by. */
  readonly from: string
  readonly to: TargetColumn
  readonly key: boolean
  /** Its name in the staging table. */
  readonly stage: string
  /** Two values are the same when their texts are. */
  readonly asText: boolean
  readonly write: ValueWriter | undefined
}

function pairsOf(settings: WriteSettings, columns: readonly Column[]): readonly { readonly from: string; readonly to: string }[] {
  if (settings.mapping !== undefined) return settings.mapping
  const wanted = settings.mode === 'delete' ? columns.filter(({ name }) => settings.keys.includes(name)) : columns
  return wanted.map(({ name }) => ({ from: name, to: name }))
}

/** Finds the target of every column. Whatever can't work for any row is refused here, before the first one is read. */
export function mapColumns(
  settings: WriteSettings,
  columns: readonly Column[],
  target: Target | undefined,
  table: string,
): readonly Mapped[] {
  const taken = new Set<string>()
  const mapped = pairsOf(settings, columns).map(({ from, to }, i): Mapped => {
    const place = columns.findIndex((column) => column.name === from)
    const input = columns[place]
    if (input === undefined) throw new ConnectorError('write-column-missing', { column: from })
    if (taken.has(to)) throw new ConnectorError('target-column-twice', { column: to })
    taken.add(to)
    const named = settings.keys.includes(from)
    const key = KEYED.has(settings.mode) && named
    const found = target === undefined ? newColumn(to, input.type, named) : target.columns.find((column) => column.name === to)
    if (found === undefined) throw new ConnectorError('target-column-unknown', { column: to, table })
    if (found.generated) throw new ConnectorError('target-column-generated', { column: to, table })
    if (found.identityAlways && !key && settings.mode !== 'insert' && settings.mode !== 'replace')
      throw new ConnectorError('target-column-generated', { column: to, table })
    return { place, from, to: found, key, stage: `c${i + 1}`, asText: sameAsText(found.oid), write: valueWriter(input.type, found) }
  })
  const missing = settings.keys.find((name) => mapped.every(({ from }) => from !== name))
  if (missing !== undefined) throw new ConnectorError('key-column-missing', { column: missing })
  if (mapped.length === 0) throw new ConnectorError('write-no-columns', { table })
  const needed = settings.mode === 'update' || settings.mode === 'delete' ? [] : (target?.columns ?? [])
  const lacking = needed.find((column) => !column.optional && !column.generated && !taken.has(column.name))
  if (lacking !== undefined) throw new ConnectorError('target-column-required', { column: lacking.name, table })
  return mapped
}
