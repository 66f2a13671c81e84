import type { DuckDBConnection } from '@duckdb/node-api'
import { ERROR_COLUMNS, printScalar, textOf } from '@sluice/plan'
import type { Plan } from '@sluice/plan'
import type { RejectedRow } from '../job.ts'
import type { InboxStep, WriteStep } from '../passes/step.ts'
import { query, queryNumber } from './query.ts'

const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** A sink takes any rows, so the column may hold what nobody here has written. */
function readList(json: string | null): unknown {
  try {
    return json === null ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}

function failuresOf(json: string | null): RejectedRow['failures'] {
  const list = readList(json)
  if (!Array.isArray(list) || list.length < 2) return undefined
  return list.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('code' in item) || !('column' in item) || !('value' in item)) return []
    return [
      {
        code: asText(item.code) ?? '',
        column: asText(item.column) ?? '',
        message: 'message' in item ? (asText(item.message) ?? '') : '',
        value: asText(item.value),
      },
    ]
  })
}

/** The list of failures for the inbox, when it says more than the row's own error fields. */
function listed(json: string | null): Pick<RejectedRow, 'failures'> {
  const failures = failuresOf(json)
  return failures === undefined ? {} : { failures }
}

/** Reads a sample of the rows that a node rejected. */
export async function readInbox(connection: DuckDBConnection, step: InboxStep): Promise<readonly RejectedRow[]> {
  const rows = await query(connection, step.sql)
  return rows.map((row) => {
    const [code, column, message, value, source, line, failures] = row.slice(step.names.length)
    return {
      node: step.node,
      code: code ?? '',
      column: column ?? null,
      message: message ?? '',
      value: value ?? null,
      source: source ?? null,
      line: line === null || line === undefined ? null : Number(line),
      row: Object.fromEntries(step.names.map((name, i) => [name, row[i] ?? null])),
      ...listed(failures ?? null),
    }
  })
}

/** The node whose rejected rows a sink takes directly; the sink itself when other nodes stand between. */
function originOf(plan: Plan, node: string): string {
  const edges = plan.inputs.filter((input) => input.node === node)
  const [edge] = edges
  return edges.length === 1 && edge?.from.port === 'rejected' ? edge.from.node : node
}

/** Gives the rows that reach an inbox sink: all are counted, the first of them are kept. */
export async function rejectSink(
  connection: DuckDBConnection,
  step: WriteStep,
  execution: { readonly plan: Plan; readonly rejectSample: number },
): Promise<{ readonly rows: readonly RejectedRow[]; readonly total: number }> {
  const list = step.columns.map((column) => {
    const value = textOf({ kind: 'column', id: column.id, type: column.type })
    return `${printScalar(value, (id) => id)} AS ${column.id}`
  })
  const sql = `SELECT ${list.join(', ')} FROM (${step.sql}) LIMIT ${execution.rejectSample}`
  const rows = await query(connection, sql)
  const names = step.columns.map((column) => column.name)
  const node = originOf(execution.plan, step.node)
  const field = (row: readonly (string | null)[], name: string): string | null => row[names.lastIndexOf(name)] ?? null
  const errors = new Set<string>(ERROR_COLUMNS)
  return {
    total: await queryNumber(connection, `SELECT count(*) FROM (${step.sql})`),
    rows: rows.map((row) => ({
      node,
      code: field(row, '_error_code') ?? '',
      column: field(row, '_error_column'),
      message: field(row, '_error_message') ?? '',
      value: field(row, '_error_value'),
      source: field(row, '_source'),
      line: field(row, '_line') === null ? null : Number(field(row, '_line')),
      row: Object.fromEntries(names.flatMap((name, i) => (errors.has(name) ? [] : [[name, row[i] ?? null]]))),
      ...listed(field(row, '_errors')),
    })),
  }
}
