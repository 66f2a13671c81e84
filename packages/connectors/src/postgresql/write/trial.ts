import { ConnectorError, type TargetReject } from '@sluice/engine/connector'
import type { Database } from '../database.ts'
import { sqlStateOf } from '../errors.ts'
import { quoteTable } from '../names.ts'
import type { Mapped } from './mapping.ts'
import { rejectOf } from './rejects.ts'
import { clearing, writing, type RowRange, type WriteShape } from './statements.ts'

/** Faults of a row: data, constraints, WITH CHECK OPTION, an exception raised by a trigger. */
const ROW_FAULT = /^(22|23|44|P0)/

async function run(database: Database, statements: readonly { readonly sql: string }[]): Promise<ConnectorError | undefined> {
  await database.query('SAVEPOINT sluice_try')
  try {
    for (const { sql } of statements) await database.query(sql)
    await database.query('RELEASE sluice_try')
    return undefined
  } catch (error) {
    if (!(error instanceof ConnectorError) || !ROW_FAULT.test(sqlStateOf(error) ?? '')) throw error
    await database.query('ROLLBACK TO sluice_try')
    return error
  }
}

/** What clearing the target runs into is nobody's row. */
const clearingRefused = (error: ConnectorError): ConnectorError =>
  new ConnectorError(
    'target-delete-refused',
    { sqlstate: sqlStateOf(error) ?? '', message: String(error.params['message'] ?? '') },
    { cause: error },
  )

/**
 * Writes for real and takes it back, since triggers, exclusion constraints and the like have the last word. Where a write fails, its
 * halves are tried one after the other, and what worked stays while the rest is tried: of rows that only together are too many, the
 * later ones are refused. Takes place in the open transaction, whose other work stays as it was.
 */
export async function tryRows(database: Database, shape: WriteShape, mapped: readonly Mapped[]): Promise<readonly TargetReject[]> {
  const { rows: [bounds] } = await database.query(`SELECT min(sluice_row), max(sluice_row) FROM ${quoteTable(shape.staging)} WHERE NOT sluice_bad`) // prettier-ignore
  const refused: { readonly row: number; readonly error: ConnectorError }[] = []
  const attempt = async (range: RowRange): Promise<void> => {
    const error = await run(database, writing(shape, range))
    if (error === undefined) return
    if (range.from === range.to) {
      refused.push({ row: range.from, error })
      return
    }
    const middle = Math.floor((range.from + range.to) / 2)
    await attempt({ from: range.from, to: middle })
    await attempt({ from: middle + 1, to: range.to })
  }
  await database.query('SAVEPOINT sluice_trial')
  await database.query('SET CONSTRAINTS ALL IMMEDIATE')
  const uncleared = await run(database, clearing(shape))
  if (uncleared !== undefined) throw clearingRefused(uncleared)
  if (typeof bounds?.[0] === 'string') await attempt({ from: Number(bounds[0]), to: Number(bounds[1]) })
  await database.query('ROLLBACK TO sluice_trial')
  if (refused.length === 0) return []
  const values = mapped.map(({ stage }) => `left(s.${stage}::text, 10000)`).join(', ')
  const list = `{${refused.map(({ row }) => row).join(',')}}`
  const { rows } = await database.query(
    `UPDATE ${quoteTable(shape.staging)} AS s SET sluice_bad = true WHERE s.sluice_row = ANY ($1::bigint[]) RETURNING s.sluice_row, ${values}`,
    [list],
  )
  const texts = new Map(rows.map(([row, ...rest]) => [Number(row), rest]))
  return refused.map(({ row, error }) => rejectOf(error, row, mapped, texts.get(row) ?? []))
}
