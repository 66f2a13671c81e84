import type { DuckDBConnection } from '@duckdb/node-api'
import { printScalar, textOf, type Column } from '@sluice/plan'
import type { WriteStep } from '../passes/step.ts'
import { RunFailure } from './failure.ts'
import { partitionNames } from './partition-names.ts'
import { query } from './query.ts'

/** More files than this are a mistake: somebody has named a column whose values are all different. */
const MOST_PARTITIONS = 1_000

/** The rows of one value, in their order. */
export interface Partition {
  readonly name: string
  readonly sql: string
}

/** The rows of a sink apart by the value of a column, and how to be rid of where they are kept. */
export interface Partitions {
  readonly parts: readonly Partition[]
  readonly close: () => Promise<void>
}

const refuse = (node: string, code: string, params: Readonly<Record<string, string | number>>): RunFailure =>
  new RunFailure({ severity: 'error', code, nodeId: node, path: ['partitionBy'], params })

function findColumn({ node, columns }: WriteStep, name: string): Column {
  const found = columns.find((column) => column.name === name) ?? columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw refuse(node, 'partition-column-missing', { column: name })
  return found
}

/**
 * Puts the rows of each value together, values in the order of their first row, so that each file is a piece of one table.
 * Throws `RunFailure` when there are more than 1,000 values.
 */
export async function partitionRows(connection: DuckDBConnection, step: WriteStep, by: string): Promise<Partitions> {
  const column = findColumn(step, by)
  const [rows, groups, sorted] = ['rows', 'groups', 'sorted'].map((part) => `${step.relation}_${part}`)
  await connection.run(`CREATE TEMP TABLE ${rows} AS ${step.sql}`)
  const text = printScalar(textOf({ kind: 'column', id: column.id, type: column.type }), (id) => id)
  await connection.run(`CREATE TEMP TABLE ${groups} AS SELECT k, min(o) AS first, count(*) AS n FROM (SELECT ${text} AS k, rowid AS o FROM ${rows}) GROUP BY k ORDER BY first`) // prettier-ignore
  const found = await query(connection, `SELECT k, n FROM ${groups} ORDER BY first LIMIT ${MOST_PARTITIONS + 1}`)
  if (found.length > MOST_PARTITIONS) throw refuse(step.node, 'too-many-partitions', { column: column.name, limit: MOST_PARTITIONS })
  await connection.run(`CREATE TEMP TABLE ${sorted} AS SELECT t.* FROM (SELECT *, ${text} AS k, rowid AS o FROM ${rows}) t JOIN ${groups} g ON t.k IS NOT DISTINCT FROM g.k ORDER BY g.first, t.o`) // prettier-ignore
  await connection.run(`DROP TABLE ${rows}; DROP TABLE ${groups}`)
  const names = partitionNames(found.map(([value]) => value ?? null))
  let from = 0
  const parts = found.map(([, count], i): Partition => {
    const to = from + Number(count)
    const sql = `SELECT * FROM ${sorted} WHERE rowid >= ${from} AND rowid < ${to}`
    from = to
    return { name: names[i] ?? '', sql }
  })
  return {
    parts,
    close: async () => {
      await connection.run(`DROP TABLE ${sorted}`)
    },
  }
}
