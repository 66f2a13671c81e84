import { printScalar, textOf, type Aside, type Write } from '@sluice/plan'
import { originOf, type Origin } from './stage-origin.ts'
import { selectInOrder, viewOf, type Staging } from './staging.ts'
import type { WriteStep } from './step.ts'

/** Makes room for the rows that a sink's system refuses, when the sink has a port for them. */
export function stageRefusals(staging: Staging, write: Write, fact: string): Pick<WriteStep, 'refusals'> {
  const asides = staging.wiring.asides.get(write.id) ?? []
  if (asides.length === 0) {
    staging.rowFacts.set(write.id, [`${fact}.0`])
    return {}
  }
  const { place } = originOf(staging, write.input)
  const columns = [...new Set(asides.flatMap((aside) => aside.source)), ...(place === undefined ? [] : [place])]
  const types = new Map((staging.wiring.relations.get(write.input)?.columns ?? []).map((column) => [column.id, column.type]))
  const texts = columns.flatMap((id) => {
    if (id === place) return [id]
    const type = types.get(id)
    return type === undefined ? [] : [`${printScalar(textOf({ kind: 'column', id, type }), (name) => name)} AS ${id}`]
  })
  const numbered = ['row_number() OVER () - 1 AS n', ...texts].join(', ')
  const refusals = {
    table: `${fact}_refused`,
    sql: `SELECT ${numbered} FROM (${selectInOrder(viewOf(staging, write.input), columns)})`,
    columns,
    passed: `${fact}.passed`,
    refused: `${fact}.refused`,
  }
  staging.rowFacts.set(write.id, [refusals.passed])
  staging.asideFacts.set(write.id, [refusals.refused])
  staging.rejectTables.set(write.id, refusals.table)
  return { refusals }
}

/** A text as JSON, missing as null. */
export const jsonText = (sql: string): string => `coalesce(to_json(${sql})::VARCHAR, 'null')`

/** The list of failures of a row that has one, kept as `code`, `col`, `message` and `value`. */
export const ONLY_FAILURE = `'[{"code":' || ${jsonText('code')} || ',"column":' || ${jsonText('col')} || ',"message":' || ${jsonText('message')} || ',"value":' || ${jsonText('value')} || '}]'`

/** The refused rows in the form of all rejected rows, with `o` for their order. */
export function refusedRows(table: string, aside: Aside, { source, place, line }: Origin): string {
  const values = [...aside.source, 'code', 'col', 'message', 'value', source, place === undefined ? 'NULL' : line(place), ONLY_FAILURE]
  const named = aside.columns.map((column, i) => `${values[i] ?? 'NULL'} AS ${column.id}`)
  return `SELECT ${[...named, 'n AS o'].join(', ')} FROM ${table}`
}
