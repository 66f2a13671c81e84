import { columnsOf, isRunning, printOverKey, printOverRows, printScalar, type Window } from '@sluice/plan'
import { noteRows } from './stage-collapse.ts'
import { idsOf, materialise, neededColumns, nextTable, viewOf, type Staging } from './staging.ts'

const ref = (id: string): string => id

/**
 * Every row with what its window tells. What depends on the row's place is a window of the database; what all rows with a key share
 * is computed once per key and joined, which is as fast as grouping. The row order is restored behind both.
 */
export function stageWindow(staging: Staging, relation: Window): void {
  const input = viewOf(staging, relation.input)
  const table = nextTable(staging, 't')
  const needed = neededColumns(staging, relation)
  const types = new Map(needed.map((column) => [column.id, column.type]))
  const added = relation.added.filter((column) => types.has(column.id))
  const ids = idsOf(needed).filter((id) => added.every((column) => column.id !== id))
  const used = [...new Set([...ids, ...[...relation.keys, ...added.flatMap(({ value }) => value ?? [])].flatMap((s) => [...columnsOf(s)])])]
  const rows = input.select(used, true)
  const keys = relation.keys.map((key) => printScalar(key, ref))
  const running = added.filter((column) => isRunning(column.fn))
  const shared = added.filter((column) => !isRunning(column.fn))
  const named = keys.map((key, i) => `${key} AS k${i}`)
  const over = running.map((column) => `${printOverRows(column, keys)} AS ${column.id}`)
  const own = `SELECT ${[...ids, 'o', ...over, ...(shared.length === 0 ? [] : named)].join(', ')} FROM (${rows})`
  const list = [...ids, ...idsOf(needed).filter((id) => !ids.includes(id))].join(', ')
  if (shared.length === 0) materialise(staging, relation, table, `SELECT ${list} FROM (${own}) ORDER BY o`, [input])
  else {
    const measures = shared.map((column) => `${printOverKey(column, types.get(column.id)!, keys.length > 0)} AS ${column.id}`)
    const group = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_key, i) => i + 1).join(', ')}`
    const groups = `SELECT ${[...named, ...measures].join(', ')} FROM (${rows})${group}`
    const on = keys.length === 0 ? 'true' : keys.map((_key, i) => `a.k${i} IS NOT DISTINCT FROM b.k${i}`).join(' AND ')
    materialise(staging, relation, table, `SELECT ${list} FROM (${own}) a LEFT JOIN (${groups}) b ON ${on} ORDER BY o`, [input])
  }
  noteRows(staging, relation, table, input)
}
