import { choice, connection, number, schema, text } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS } from '../kit/node.ts'
import { retryFields } from '../kit/retry-fields.ts'
import { scanTyped } from '../kit/scan-typed.ts'

const DAY_SECONDS = 86_400
const TABLES = { connection: 'connection', source: 'source.postgresql' } as const

/** The parameters that a query names, with their values: they travel beside the statement, never in it. */
const named = (query: string, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const names = new Set([...query.matchAll(/\$\{([^{}]*)\}/g)].map(([, name]) => (name ?? '').trim()))
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))
}

/** Reads a table, a view or a query of a PostgreSQL database. */
export const sourcePostgresql = defineNode({
  type: 'source.postgresql',
  version: 1,
  group: 'source',
  icon: 'database',
  probe: true,
  fields: {
    connection: connection('postgresql'),
    mode: choice(['table', 'query'], 'table'),
    table: text({ maxLength: 300, required: true, code: true, tables: TABLES, when: { field: 'mode', is: ['table'] } }),
    query: text({
      maxLength: 100_000,
      required: true,
      multiline: true,
      code: true,
      template: 'beside',
      when: { field: 'mode', is: ['query'] },
    }),
    columns: schema(),
    incremental: choice(['off', 'column'], 'off'),
    watermarkColumn: text({ maxLength: 200, required: true, code: true, when: { field: 'incremental', is: ['column'] } }),
    overlap: number({ default: 0, min: 0, max: 366 * DAY_SECONDS, integer: false, when: { field: 'incremental', is: ['column'] } }),
    timeoutSeconds: number({ default: 600, min: 1, max: 86_400, advanced: true }),
    ...retryFields({ firstSeconds: 2 }),
  },
  inputs: [],
  outputs: [ROWS, REJECTED],
  summary: ({ mode, table, query }) => {
    if (mode === 'query') return query.trim() === '' ? { key: 'empty' } : { key: 'query' }
    return table === '' ? { key: 'empty' } : { key: 'table', params: { table } }
  },
  lower: (context) => {
    const { config, parameters } = context
    const read = config.mode === 'query' ? { ...config, parameters: named(config.query, parameters) } : config
    return scanTyped({ ...context, config: read }, 'postgresql', config.columns)
  },
})
