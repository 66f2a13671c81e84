import { columnsOf, printScalar, type ColumnId, type Join, type Scalar } from '@sluice/plan'
import { countStep, materialise, neededColumns, nextTable, readKey, viewOf, type Staging, type View } from './staging.ts'

const ref = (id: string): string => id

/** Which verdicts of the joined table leave at `rows`: 0 matched, 1 left alone, 2 right alone. */
export const JOINED: Readonly<Record<Join['kind'], readonly number[]>> = {
  inner: [0], left: [0, 1], right: [0, 2], full: [0, 1, 2], semi: [0], anti: [0],
} // prettier-ignore

function side(view: View, keys: readonly Scalar[], columns: readonly ColumnId[]): string {
  const used = [...new Set([...columns, ...keys.flatMap((key) => [...columnsOf(key)])])]
  const printed = keys.map((key, i) => `${printScalar(key, ref)} AS k${i}`)
  return `(SELECT ${['o', ...columns, ...printed].join(', ')} FROM (${view.select(used, true)}))`
}

/**
 * Joins both sides in full, so that matched and unmatched rows of each are counted by themselves;
 * the order is the left row's, then the right row's, unmatched right rows last.
 */
export function stageJoin(staging: Staging, relation: Join): void {
  const left = viewOf(staging, relation.left)
  const right = viewOf(staging, relation.right)
  const table = nextTable(staging, 'j')
  const needed = new Set(neededColumns(staging, relation).map((column) => column.id))
  const from = relation.from.filter((column) => needed.has(column.id))
  const leftColumns = [...new Set(from.filter((c) => c.side !== 'right').map((c) => c.source))]
  const rightColumns = [...new Set(from.flatMap((c) => (c.side === 'right' ? [c.source] : c.side === 'both' && c.other !== undefined ? [c.other] : [])))] // prettier-ignore
  const columns = from.map(({ id, side: of, source, other }) => {
    if (of === 'both' && other !== undefined) return `coalesce(l.${source}, r.${other}) AS ${id}`
    return `${of === 'right' ? 'r' : 'l'}.${source} AS ${id}`
  })
  const on = relation.on.map((_on, i) => `l.k${i} = r.k${i}`).join(' AND ')
  const l = side(left, relation.on.map((o) => o.left), leftColumns) // prettier-ignore
  const r = side(right, relation.on.map((o) => o.right), rightColumns) // prettier-ignore
  const verdict = '(CASE WHEN r.o IS NULL THEN 1 WHEN l.o IS NULL THEN 2 ELSE 0 END)::UTINYINT AS v'
  const select = `SELECT ${[...columns, 'l.o AS lo', 'r.o AS ro', verdict].join(', ')} FROM ${l} l FULL JOIN ${r} r ON ${on} ORDER BY lo NULLS LAST, ro`
  const out = JOINED[relation.kind]
  materialise(staging, relation, table, select, [left, right], out.length === 3 ? null : `v IN (${out.join(', ')})`)
  for (const [port, input, verdict, ordinal, fact] of [
    ['unmatched-left', relation.left, 1, 'lo', 'left_alone'],
    ['unmatched-right', relation.right, 2, 'ro', 'right_alone'],
  ] as const) {
    if (out.includes(verdict)) continue
    const where = `o IN (SELECT ${ordinal} FROM ${table} WHERE v = ${verdict})`
    staging.removed.set(`${relation.id}:${port}`, { input, where, ordered: false, reads: [table], fact: `${table}.${fact}` })
  }
  staging.steps.push(
    countStep([relation.node], [table, ...left.reads, ...right.reads], [
      [`${table}.rows`, `SELECT count(*) FROM ${table} WHERE v IN (${out.join(', ')})`],
      [`${table}.left_matched`, `SELECT count(DISTINCT lo) FROM ${table} WHERE v = 0`],
      [`${table}.right_matched`, `SELECT count(DISTINCT ro) FROM ${table} WHERE v = 0`],
      [`${table}.further`, `SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM ${table} WHERE v = 0 GROUP BY lo)`],
      [`${table}.left_alone`, `SELECT count(*) FROM ${table} WHERE v = 1`],
      [`${table}.right_alone`, `SELECT count(*) FROM ${table} WHERE v = 2`],
      [`${table}.left_in`, `SELECT count(*) FROM (${left.select([], false)})`],
      [`${table}.right_in`, `SELECT count(*) FROM (${right.select([], false)})`],
    ]),
  ) // prettier-ignore
  staging.rowFacts.set(relation.id, [`${table}.rows`])
  staging.readFacts.set(readKey(relation.id, 0), [`${table}.left_in`])
  staging.readFacts.set(readKey(relation.id, 1), [`${table}.right_in`])
}

/** The table behind a staged join, by the facts it is counted with. */
export const joinTable = (staging: Staging, relation: Join): string => (staging.rowFacts.get(relation.id)?.[0] ?? '').split('.')[0] ?? ''
