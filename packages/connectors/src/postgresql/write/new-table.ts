import type { DataType } from '@sluice/plan'
import { quoteName, quoteTable, type TableName } from '../names.ts'
import { TYPE_IDS } from '../types.ts'
import type { Mapped } from './mapping.ts'
import type { TargetColumn } from './describe-target.ts'

/** PostgreSQL's type for each of ours, such that every value fits. */
function columnType(type: DataType): readonly [name: string, oid: number] {
  switch (type.kind) {
    case 'text':
      return ['text', TYPE_IDS.text]
    case 'integer':
      return type.bits === 128 ? ['numeric(39,0)', TYPE_IDS.numeric] : ['bigint', TYPE_IDS.int8]
    case 'decimal':
      return [`numeric(${type.precision},${type.scale})`, TYPE_IDS.numeric]
    case 'float':
      return ['double precision', TYPE_IDS.float8]
    case 'boolean':
      return ['boolean', TYPE_IDS.bool]
    case 'date':
      return ['date', TYPE_IDS.date]
    case 'time':
      return ['time', TYPE_IDS.time]
    case 'datetime':
      return ['timestamp', TYPE_IDS.timestamp]
    case 'instant':
      return ['timestamptz', TYPE_IDS.timestamptz]
    case 'list':
    case 'record':
      return ['jsonb', TYPE_IDS.jsonb]
    case 'binary':
      return ['bytea', TYPE_IDS.bytea]
  }
}

/** The column that a new table gets for one of the input. */
export function newColumn(name: string, type: DataType, key: boolean): TargetColumn {
  const [sql, oid] = columnType(type)
  return { name, type: sql, oid, modifier: -1, notNull: key, optional: true, generated: false, identityAlways: false, array: false }
}

/** CREATE TABLE for the mapped columns; the keys become its primary key. */
export function createTable(table: TableName, mapped: readonly Mapped[], keys: readonly string[]): string {
  const columns = mapped.map(({ to }) => `${quoteName(to.name)} ${to.type}`)
  const primary = keys.length === 0 ? [] : [`PRIMARY KEY (${keys.map(quoteName).join(', ')})`]
  return `CREATE TABLE ${quoteTable(table)} (${[...columns, ...primary].join(', ')})`
}
