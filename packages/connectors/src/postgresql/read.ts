import { ConnectorError, type ConnectorConfig, type Reading, type SourceBatch, type SourceContext } from '@sluice/engine/connector'
import type { Json } from '@sluice/flow'
import { connectionSetting } from '../settings.ts'
import { fetchRows, type Statement } from './cursor.ts'
import { Database, type TextRow } from './database.ts'
import { newRows, type NewRows } from './incremental.ts'
import { quoteName } from './names.ts'
import { readSettings, type ReadSettings } from './read-settings.ts'
import { SeenFilter } from './seen-rows.ts'
import { shapeOf, type Shape } from './shape.ts'

/** Where each wanted column stands among those that the database gives. */
function placesOf(shape: Shape, wanted: readonly string[]): readonly number[] {
  return wanted.map((name) => {
    const place = shape.columns.findIndex((column) => column.name === name)
    if (place === -1) throw new ConnectorError('database-column-unknown', { column: name, table: shape.label })
    return place
  })
}

/** Reads of a table only what is wanted; a query gives its columns as they are, since names in it may be missing or double. */
const chosen = (shape: Shape, settings: ReadSettings, places: readonly number[]): { text: string; places: readonly number[] } =>
  settings.wanted.kind === 'query'
    ? { text: 'q.*', places }
    : {
        text: places.length === 0 ? 'NULL' : places.map((place) => `q.${quoteName(shape.ownNames[place] ?? '')}`).join(', '),
        places: places.map((_place, i) => i),
      }

/** A query that is read as a whole stays as it was written, its order too. */
function statementOf({ wanted }: ReadSettings, shape: Shape, columns: string, fresh: NewRows | undefined): Statement {
  if (fresh !== undefined) return { text: `SELECT ${columns}, ${fresh.extra} FROM ${shape.from} AS q${fresh.where}`, values: fresh.values }
  return wanted.kind === 'query' ? wanted.statement : { text: `SELECT ${columns} FROM ${shape.from} AS q`, values: [] }
}

const toBatch = (
  rows: readonly TextRow[],
  places: readonly number[],
  reads: readonly (((text: string) => string) | undefined)[],
): SourceBatch => ({
  columns: places.map((place, i) => {
    const read = reads[i]
    if (read === undefined) return rows.map((row) => row[place] ?? null)
    return rows.map((row) => {
      const value = row[place] ?? null
      return value === null ? null : read(value)
    })
  }),
  rejects: [],
})

/** Opens a PostgreSQL table or query. One snapshot per run, read only, streamed by a cursor; nothing is asked for before the rows are. */
export function openPostgresql(config: ConnectorConfig, context: SourceContext): Promise<Reading> {
  const { access } = connectionSetting(config, context.connections, 'postgresql')
  const settings = readSettings(config)
  let watermark: Json | undefined
  async function* batches(): AsyncGenerator<SourceBatch> {
    await using database = await Database.open(access, { ...context, timeoutSeconds: settings.timeoutSeconds })
    await database.begin('read')
    const shape = await shapeOf(database, settings.wanted)
    const wanted = placesOf(shape, context.columns)
    const { text, places } = chosen(shape, settings, wanted)
    const reads = wanted.map((place) => shape.columns[place]?.read)
    const { incremental } = settings
    const fresh = incremental && (await newRows(database, shape, incremental, context.watermark))
    const filter = incremental && fresh && new SeenFilter(incremental.column, fresh.before, fresh.highest)
    const statement = statementOf(settings, shape, text, fresh)
    for await (const rows of fetchRows(database, statement, context.sampleRows)) {
      const taken = filter === undefined ? rows : rows.filter((row) => row.at(-1) !== 'true' || filter.isNew(row))
      yield toBatch(taken, places, reads)
    }
    watermark = filter?.watermark()
  }
  return Promise.resolve({ kind: 'batches', batches: batches(), ...(settings.incremental !== undefined && { watermark: () => watermark }) })
}
