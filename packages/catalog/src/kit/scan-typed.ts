import { TEXT, type Column, type ConnectorConfig } from '@sluice/plan'
import type { SchemaColumn } from './fields.ts'
import type { Leaving, LowerContext } from './node.ts'
import { typedRows } from './typed-columns.ts'

/** The operators of a source that reads through a connector: a scan of texts, then types with rejects. Says so when the columns are not known yet. */
export function scanTyped(context: LowerContext<ConnectorConfig>, connector: string, columns: readonly SchemaColumn[]): Leaving {
  if (columns.length === 0) {
    context.problem('error', 'columns-not-detected', ['columns'])
    return {}
  }
  const scanned = context.plan.scan(
    connector,
    context.config,
    columns.map((column): Omit<Column, 'id'> => ({ name: column.source, type: TEXT })),
  )
  return { ...typedRows(context, scanned, columns, scanned) }
}
