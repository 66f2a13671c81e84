import type { Relation } from '@sluice/plan'
import { boolean, choice, column, columns, connection, items, number, optionalNumber, text, type ConfigOf } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS_IN, type LowerContext } from '../kit/node.ts'
import { retryFields } from '../kit/retry-fields.ts'

const TABLES = { connection: 'connection', source: 'source.postgresql' } as const
const limit = { min: 0, max: 1_000_000_000, when: { field: 'approval', is: ['limits'] } } as const

const fields = {
  connection: connection('postgresql'),
  table: text({ maxLength: 300, required: true, code: true, template: true, tables: TABLES }),
  mode: choice(['insert', 'upsert', 'update', 'delete', 'replace', 'sync'], 'upsert'),
  keys: columns({ required: true, when: { field: 'mode', is: ['upsert', 'update', 'delete', 'sync'] } }),
  mapping: choice(['by-name', 'listed'], 'by-name'),
  columns: items(
    { from: column(), to: text({ maxLength: 200, required: true, code: true }) },
    { min: 1, when: { field: 'mapping', is: ['listed'] } },
  ),
  createTable: boolean(false),
  approval: choice(['never', 'limits', 'always'], 'never'),
  maxInserted: optionalNumber(limit),
  maxUpdated: optionalNumber(limit),
  maxDeleted: optionalNumber(limit),
  maxPercent: optionalNumber({ ...limit, max: 100, integer: false }),
  order: number({ default: 1, min: 1, max: 1_000, advanced: true }),
  timeoutSeconds: number({ default: 1_800, min: 1, max: 86_400, advanced: true }),
  lockSeconds: number({ default: 60, min: 1, max: 3_600, advanced: true }),
  ...retryFields({ firstSeconds: 2 }),
} as const

type Config = ConfigOf<typeof fields>

const keyed = ({ mode }: Config): boolean => mode !== 'insert' && mode !== 'replace'

/** Every column that the settings name has to be there, and every key has to be written. */
function checkColumns({ config, column: find, problem }: LowerContext<Config>, input: Relation): void {
  const keys = keyed(config) ? config.keys : []
  keys.forEach((name, index) => find(input, name, ['keys', index]))
  if (config.mapping !== 'listed') return
  const taken = new Set<string>()
  config.columns.forEach(({ from, to }, index) => {
    find(input, from, ['columns', index, 'from'])
    if (to !== '' && taken.has(to)) problem('error', 'duplicate-column', ['columns', index, 'to'], { name: to })
    taken.add(to)
  })
  keys.forEach((name, index) => {
    if (config.columns.every(({ from }) => from !== name)) problem('error', 'key-not-written', ['keys', index], { name })
  })
}

/** Writes rows into a table of a PostgreSQL database, all of them at once and exactly once. */
export const sinkPostgresql = defineNode({
  type: 'sink.postgresql',
  version: 1,
  group: 'sink',
  icon: 'database-import',
  fields,
  inputs: ROWS_IN,
  outputs: [REJECTED],
  summary: ({ mode, table }) => (table === '' ? { key: 'empty' } : { key: mode, params: { table } }),
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    checkColumns(context, input)
    const written = context.plan.write(input, 'postgresql', context.config)
    return { rejected: context.plan.rejected([written], input.columns) }
  },
})
