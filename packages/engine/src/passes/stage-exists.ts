import { columnsOf, printScalar, type Exists } from '@sluice/plan'
import { countStep, idsOf, materialise, neededColumns, nextTable, readKey, viewOf, type Staging } from './staging.ts'

const ref = (id: string): string => id

/** Every row with the answers of another relation; the row order is restored behind the look-up. */
export function stageExists(staging: Staging, relation: Exists): void {
  const input = viewOf(staging, relation.input)
  const other = viewOf(staging, relation.other)
  const table = nextTable(staging, 't')
  const needed = new Set(idsOf(neededColumns(staging, relation)))
  const marks = relation.marks.filter(({ id }) => needed.has(id))
  const ids = [...needed].filter((id) => marks.every((mark) => mark.id !== id))
  const used = [...new Set([...ids, ...marks.flatMap(({ value }) => [...columnsOf(value)])])]
  const answers = marks.map(({ id, value, among }) => {
    const known = `SELECT ${printScalar(among, ref)} AS k FROM (${other.select([...columnsOf(among)], false)})`
    return `coalesce(${printScalar(value, ref)} IN (SELECT k FROM (${known}) WHERE k IS NOT NULL), false) AS ${id}`
  })
  const select = `SELECT ${[...ids, ...answers].join(', ')} FROM (${input.select(used, true)}) ORDER BY o`
  materialise(staging, relation, table, select, [input, other])
  staging.steps.push(
    countStep([relation.node], [table, ...input.reads, ...other.reads], [
      [`${table}.rows`, `SELECT count(*) FROM ${table}`],
      [`${table}.in`, `SELECT count(*) FROM (${input.select([], false)})`],
      [`${table}.other`, `SELECT count(*) FROM (${other.select([], false)})`],
    ]),
  ) // prettier-ignore
  staging.rowFacts.set(relation.id, [`${table}.rows`])
  staging.readFacts.set(readKey(relation.id, 0), [`${table}.in`])
  staging.readFacts.set(readKey(relation.id, 1), [`${table}.other`])
}
