import type { FieldDef } from 'pg'
import { parse } from 'postgres-array'
import type { Database } from './database.ts'

/** Identifiers of PostgreSQL's own types (pg_type.dat). */
export const TYPE_IDS = {
  bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, text: 25, oid: 26, json: 114, float4: 700, float8: 701, date: 1082, time: 1083,
  timestamp: 1114, timestamptz: 1184, numeric: 1700, uuid: 2950, jsonb: 3802,
} // prettier-ignore
const { bool: BOOL, bytea: BYTEA, int8: INT8, int2: INT2, int4: INT4, oid: OID, json: JSON_TYPE, float4: FLOAT4, float8: FLOAT8, numeric: NUMERIC, jsonb: JSONB, uuid: UUID } = TYPE_IDS // prettier-ignore
const { date: DATE, time: TIME, timestamp: TIMESTAMP, timestamptz: TIMESTAMPTZ } = TYPE_IDS
/** Written with spaces, not as arrays. */
const VECTORS = ['22', '30']
const MOST_DIGITS = 38

const TYPES: Readonly<Record<number, string>> = {
  [BOOL]: 'boolean', [INT2]: 'integer', [INT4]: 'integer', [INT8]: 'integer', [OID]: 'integer', [FLOAT4]: 'float', [FLOAT8]: 'float',
  [DATE]: 'date', [TIME]: 'time', [TIMESTAMP]: 'datetime', [TIMESTAMPTZ]: 'instant',
} // prettier-ignore

/** A column of a query: its type as flows know it, and how its text is read. */
export interface ReadColumn {
  readonly name: string
  readonly type: string
  /** PostgreSQL's identifier of the type; domains count as what they are based on. */
  readonly oid: number
  /** Absent: the text as PostgreSQL writes it. */
  readonly read?: (text: string) => string
}

/** `numeric(p,s)` as a decimal; text when it has no bounds or wider ones than a decimal: then every digit still arrives. */
function numericType(modifier: number): string {
  if (modifier < 0) return 'text'
  const precision = ((modifier - 4) >> 16) & 0xffff
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024
  return precision <= MOST_DIGITS && scale >= 0 && scale <= precision ? `decimal(${precision},${scale})` : 'text'
}

const readBoolean = (text: string): string => (text === 't' ? 'true' : 'false')

/** One element of an array as JSON text: numbers keep their digits, what JSON can't say is a text. */
function elementWriter(oid: number): (text: string) => string {
  if (oid === BOOL) return readBoolean
  if (oid === JSON_TYPE || oid === JSONB) return (text) => text
  if ([INT2, INT4, INT8, OID, FLOAT4, FLOAT8, NUMERIC].includes(oid)) return (text) => (/^-?\d/.test(text) ? text : JSON.stringify(text))
  return (text) => JSON.stringify(text)
}

type Nested = string | null | readonly Nested[]
const isNested = (value: unknown): value is Nested => value === null || typeof value === 'string' || Array.isArray(value)

function arrayReader(element: number): (text: string) => string {
  const write = elementWriter(element)
  const json = (value: Nested): string =>
    value === null ? 'null' : typeof value === 'string' ? write(value) : `[${value.map(json).join(',')}]`
  return (text) => {
    const value: unknown = parse(text)
    return isNested(value) ? json(value) : '[]'
  }
}

/** The element types of those that are arrays, by the array's identifier. A domain counts as what it is based on. */
async function elementTypes(database: Database, oids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (oids.length === 0) return new Map()
  const { rows } = await database.query(
    `SELECT a.oid, CASE WHEN e.typtype = 'd' THEN e.typbasetype ELSE e.oid END FROM pg_type a JOIN pg_type e ON e.oid = a.typelem
     WHERE a.oid = ANY ($1::oid[]) AND a.typcategory = 'A' AND a.typlen = -1 AND e.typdelim = ',' AND a.oid <> ALL ($2::oid[])`,
    [`{${oids.join(',')}}`, `{${VECTORS.join(',')}}`],
  )
  return new Map(rows.map(([array, element]) => [Number(array), Number(element)]))
}

/** How the columns of an answer are read. `names` are those that flows use for them. */
export async function readColumns(
  database: Database,
  fields: readonly FieldDef[],
  names: readonly string[],
): Promise<readonly ReadColumn[]> {
  const simple = new Set([...Object.keys(TYPES).map(Number), NUMERIC, BYTEA, JSON_TYPE, JSONB])
  const elements = await elementTypes(
    database,
    [...new Set(fields.map((field) => field.dataTypeID))].filter((oid) => !simple.has(oid)),
  )
  return fields.map(({ dataTypeID: oid, dataTypeModifier }, i) => {
    const column = { name: names[i] ?? '', oid }
    const element = elements.get(oid)
    if (element !== undefined) return { ...column, type: 'list', read: arrayReader(element) }
    if (oid === NUMERIC) return { ...column, type: numericType(dataTypeModifier) }
    return { ...column, type: TYPES[oid] ?? 'text', ...(oid === BOOL && { read: readBoolean }) }
  })
}

/** What kind of distance can be taken off a value of a type. */
export function distanceOf(oid: number): 'seconds' | 'whole' | 'number' | undefined {
  if ([DATE, TIMESTAMP, TIMESTAMPTZ].includes(oid)) return 'seconds'
  if ([INT2, INT4, INT8].includes(oid)) return 'whole'
  return [FLOAT4, FLOAT8, NUMERIC].includes(oid) ? 'number' : undefined
}

const COMPARED: ReadonlySet<number> = new Set([
  BOOL, BYTEA, INT8, INT2, INT4, OID, FLOAT4, FLOAT8, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, NUMERIC, UUID, JSONB,
]) // prettier-ignore

/** Types whose own equality is missing (json, xml), looser than a person's (citext, intervals, boxes), or depends on a collation: their texts are compared. */
export const sameAsText = (oid: number): boolean => !COMPARED.has(oid)
