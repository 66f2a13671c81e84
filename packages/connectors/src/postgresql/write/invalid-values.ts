import type { TargetReject } from '@sluice/engine/connector'
import type { Database } from '../database.ts'
import { textArray } from './array-literal.ts'
import type { StagedRow } from './copy-rows.ts'
import type { Mapped } from './mapping.ts'
import { refusalCode } from './rejects.ts'

/** The first value of each row that is none of its column's type (PostgreSQL 16 and later: `pg_input_error_info`). */
export async function invalidValues(
  database: Database,
  mapped: readonly Mapped[],
  rows: readonly StagedRow[],
): Promise<readonly TargetReject[]> {
  const found = new Map<number, TargetReject>()
  for (const [place, { from, to }] of mapped.entries()) {
    const values = rows.map((row) => row.values[place] ?? null)
    const { rows: invalid } = await database.query(
      `SELECT v.i, e.message, e.sql_error_code FROM unnest($1::text[]) WITH ORDINALITY v(value, i), pg_input_error_info(v.value, $2) e
       WHERE v.value IS NOT NULL AND NOT pg_input_is_valid(v.value, $2)`,
      [textArray(values), to.type],
    )
    for (const [ordinal, message, state] of invalid) {
      const row = rows[Number(ordinal) - 1]
      if (row === undefined || found.has(row.row)) continue
      const params = { sqlstate: state ?? '', constraint: '', message: message ?? '' }
      found.set(row.row, { row: row.row, code: refusalCode(state ?? ''), column: from, params, value: row.values[place] ?? null })
    }
  }
  return [...found.values()]
}
