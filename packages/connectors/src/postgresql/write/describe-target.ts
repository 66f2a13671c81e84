import type { Database } from '../database.ts'
import type { FoundTable } from '../find-table.ts'

/** A column of the table that is written. */
export interface TargetColumn {
  readonly name: string
  /** As SQL writes it, with length and precision. */
  readonly type: string
  /** PostgreSQL's identifier of the type, of what a domain is based on. */
  readonly oid: number
  /** Precision and scale or length as PostgreSQL packs them; −1: none. */
  readonly modifier: number
  readonly notNull: boolean
  /** A row may leave it out. */
  readonly optional: boolean
  readonly generated: boolean
  /** An identity that PostgreSQL wants to give itself. */
  readonly identityAlways: boolean
  readonly array: boolean
}

/** A constraint or index, as far as rows can be checked against it before they are written. */
export interface Unique {
  readonly name: string
  readonly columns: readonly string[]
}
export interface ForeignKey {
  readonly name: string
  readonly columns: readonly string[]
  readonly schema: string
  readonly table: string
  readonly references: readonly string[]
}
export interface Check {
  readonly name: string
  readonly columns: readonly string[]
  readonly expression: string
}

export interface Target {
  readonly table: FoundTable
  readonly columns: readonly TargetColumn[]
  readonly primaryKey: readonly string[]
  readonly uniques: readonly Unique[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly checks: readonly Check[]
  /** Triggers, exclusion constraints, row security and the like: only writing tells what they let through. */
  readonly unforeseeable: boolean
  /** Other tables refer to this one, so that deleting may be refused. */
  readonly referredTo: boolean
}

const names = (json: string | null | undefined): readonly string[] => {
  const parsed: unknown = JSON.parse(json ?? '[]')
  return Array.isArray(parsed) ? parsed.map(String) : []
}

const columnNames = (numbers: string, relation: string): string =>
  `(SELECT json_agg(a.attname ORDER BY place.i) FROM unnest(${numbers}) WITH ORDINALITY place(n, i) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = place.n)`

async function columnsOf(database: Database, oid: string): Promise<readonly TargetColumn[]> {
  const { rows } = await database.query(
    `SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(b.oid, t.oid), CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END,
       (a.attnotnull OR t.typnotnull)::text, (NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL)::text,
       (a.attgenerated <> '')::text, (a.attidentity = 'a')::text, (coalesce(b.typcategory, t.typcategory) = 'A')::text
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
     WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [oid],
  )
  return rows.map(([name, type, base, modifier, notNull, optional, generated, identityAlways, array]) => ({
    name: name ?? '',
    type: type ?? 'text',
    oid: Number(base),
    modifier: Number(modifier),
    notNull: notNull === 'true',
    optional: optional === 'true',
    generated: generated === 'true',
    identityAlways: identityAlways === 'true',
    array: array === 'true',
  }))
}

/** Everything about a table that decides which rows it takes. */
export async function describeTarget(database: Database, table: FoundTable): Promise<Target> {
  const { oid } = table
  const columns = await columnsOf(database, oid)
  const indexes = await database.query(
    `SELECT c.relname, ${columnNames('i.indkey[0:i.indnkeyatts - 1]', 'i.indrelid')}, i.indisprimary::text,
       (i.indpred IS NULL AND i.indexprs IS NULL AND i.indimmediate AND coalesce(to_jsonb(i) ->> 'indnullsnotdistinct', 'false') = 'false')::text
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1::oid AND i.indisunique ORDER BY i.indisprimary DESC, c.relname`,
    [oid],
  )
  const constraints = await database.query(
    `SELECT k.contype, k.conname, ${columnNames('k.conkey', 'k.conrelid')}, pg_get_expr(k.conbin, k.conrelid), n.nspname, r.relname,
       ${columnNames('k.confkey', 'k.confrelid')}, (k.contype IN ('c', 'f') AND k.conrelid <> k.confrelid AND k.confmatchtype <> 'f')::text
     FROM pg_constraint k LEFT JOIN pg_class r ON r.oid = k.confrelid LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
     WHERE k.conrelid = $1::oid AND k.contype IN ('c', 'f', 'x') AND NOT (k.contype = 'f' AND k.conparentid <> 0) ORDER BY k.conname`,
    [oid],
  )
  const { rows: [more] } = await database.query(
    `SELECT (EXISTS (SELECT FROM pg_trigger WHERE tgrelid = $1::oid AND NOT tgisinternal AND tgenabled <> 'D')
       OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = $1::oid)
       OR (SELECT relrowsecurity OR relispartition OR relkind = 'p' FROM pg_class WHERE oid = $1::oid))::text,
       EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = $1::oid)::text`,
    [oid],
  ) // prettier-ignore
  const plain = indexes.rows.filter((row) => row[3] === 'true')
  const foreseen = constraints.rows.filter((row) => row[7] === 'true')
  const ofKind = (kind: string) => foreseen.filter((row) => row[0] === kind)
  return {
    table,
    columns,
    primaryKey: names(indexes.rows.find((row) => row[2] === 'true')?.[1]),
    uniques: plain.map(([name, columnsJson]) => ({ name: name ?? '', columns: names(columnsJson) })),
    checks: ofKind('c').map(([, name, columnsJson, expression]) => ({ name: name ?? '', columns: names(columnsJson), expression: expression ?? 'true' })),
    foreignKeys: ofKind('f').map(([, name, columnsJson, , schema, referred, references]) => ({
      name: name ?? '',
      columns: names(columnsJson),
      schema: schema ?? '',
      table: referred ?? '',
      references: names(references),
    })),
    unforeseeable: more?.[0] === 'true' || plain.length < indexes.rows.length || foreseen.length < constraints.rows.length,
    referredTo: more?.[1] === 'true',
  } // prettier-ignore
}
