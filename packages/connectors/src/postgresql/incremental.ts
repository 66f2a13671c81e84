import { ConnectorError } from '@sluice/engine/connector'
import type { Json } from '@sluice/flow'
import type { Statement } from './cursor.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './errors.ts'
import { quoteName } from './names.ts'
import type { Incremental } from './read-settings.ts'
import { readWatermark, type SeenRows } from './seen-rows.ts'
import type { Shape } from './shape.ts'
import { distanceOf } from './types.ts'

/** What is new since the last run, as parts of a statement. All of it belongs to the snapshot in which it was asked for. */
export interface NewRows {
  /** Behind `FROM … AS q`. */
  readonly where: string
  /** Two more columns: the value of the watermark column, and whether the row lies in the last or the next run's window. */
  readonly extra: string
  readonly values: Statement['values']
  readonly before: SeenRows
  /** The highest value of the snapshot, or the one before when nothing is there. Null: never any. */
  readonly highest: string | null
}

/** Values that no later row can pass; the column's highest is looked for below them. */
const ENDLESS: Readonly<Record<string, string>> = { seconds: 'infinity', number: 'Infinity' }

/**
 * Rows are read from `value - overlap` on, that value included: another row may have got the same one after the last snapshot was
 * taken. Those that were read before are known by their content (`SeenRows`) and left out, as often as they were read.
 * Rows without a value are read by the first run alone.
 */
export async function newRows(
  database: Database,
  shape: Shape,
  { column, overlap }: Incremental,
  watermark: Json | undefined,
): Promise<NewRows> {
  const places = shape.ownNames.flatMap((name, i) => (name === column ? [i] : []))
  const type = shape.columns[places[0] ?? -1]?.oid
  if (type === undefined || places.length !== 1) throw new ConnectorError('watermark-column-unknown', { column })
  const distance = distanceOf(type)
  if (overlap > 0 && distance === undefined) throw new ConnectorError('watermark-overlap-unfit', { column })
  const { rows: [named] } = await database.query('SELECT format_type($1::oid, null)', [String(type)]) // prettier-ignore
  const typeName = named?.[0] ?? 'text'
  const before = readWatermark(watermark, column)
  const values = [...shape.values]
  const place = (value: string): string => `$${values.push(value)}`
  const own = `q.${quoteName(column)}`
  const back = (value: string): string => {
    const at = `${place(value)}::${typeName}`
    if (overlap === 0) return at
    if (distance === 'seconds') return `(${at} - make_interval(secs => ${place(String(overlap))}::double precision))`
    return `(${at} - ${place(String(distance === 'whole' ? Math.ceil(overlap) : overlap))}::${typeName})`
  }
  const where = before.value === null ? '' : ` WHERE ${own} >= ${back(before.value)}`
  const highest = await highestValue(database, shape, {
    own,
    typeName,
    where,
    values,
    below: ENDLESS[distance ?? ''],
    before: before.value,
  })
  const windows = [
    ...(before.value === null ? [] : [`${own} <= ${place(before.value)}::${typeName}`]),
    ...(highest === null ? [] : [`${own} >= ${back(highest)}`]),
  ]
  const flag = windows.length === 0 ? 'false' : `coalesce(${windows.join(' OR ')}, false)`
  return { where, extra: `${own}::text, (${flag})::text`, values, before, highest }
}

interface Highest {
  readonly own: string
  readonly typeName: string
  readonly where: string
  readonly values: Statement['values']
  readonly below: string | undefined
  readonly before: string | null
}

async function highestValue(
  database: Database,
  shape: Shape,
  { own, typeName, where, values, below, before }: Highest,
): Promise<string | null> {
  const finite = below === undefined ? '' : ` FILTER (WHERE ${own} < '${below}')`
  const last = `$${values.length + 1}::${typeName}`
  const text = `SELECT greatest(max(${own})${finite}, ${last})::text FROM ${shape.from} AS q${where}`
  try {
    return (await database.query(text, [...values, before])).rows[0]?.[0] ?? null
  } catch (error) {
    // There is no max() for every type.
    if (sqlStateOf(error) === '42883') throw new ConnectorError('watermark-column-unfit', { column: own, type: typeName })
    throw error
  }
}
