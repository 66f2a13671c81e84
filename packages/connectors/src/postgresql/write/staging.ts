import { ConnectorError } from '@sluice/engine/connector'
import { createHash } from 'node:crypto'
import type { Database } from '../database.ts'
import { quoteName, quoteTable } from '../names.ts'
import type { Mapped } from './mapping.ts'

/** Where staging tables and the table of commits are kept in the target database. No role is called that: its search path would begin there. */
export const OWN_SCHEMA = 'sluice_staging'
export const COMMIT_TABLE = 'sluice_commit'
const PREFIX = 'sluice_stage_'

/** A staging table that nobody came back for is taken away after so many days; a write plan may wait that long for a person. */
const KEPT_DAYS = 14

export interface PlaceInSchema {
  readonly schema: string
  readonly table: string
}

const stem = (runId: string, node: string): string =>
  `${PREFIX}${createHash('sha256').update(`${runId}\n${node}`).digest('hex').slice(0, 24)}_`

/** One name per run, sink and attempt, so that a late attempt can't touch another's rows. */
export const stagingName = (runId: string, node: string, attempt: number): string => `${stem(runId, node)}${attempt}`

/** `sluice_staging` where it may be made or used, else the target's own schema; tables made there must be durable and of our own. */
export async function stagingSchema(database: Database, targetSchema: string): Promise<string> {
  await database.begin('write')
  // Two runs that make the schema at once would get in each other's way.
  await database.query('SELECT pg_advisory_xact_lock(hashtext($1))', [COMMIT_TABLE])
  const usable = async (schema: string): Promise<boolean> => {
    const { rows } = await database.query(
      `SELECT (has_schema_privilege(n.oid, 'CREATE') AND has_schema_privilege(n.oid, 'USAGE') AND coalesce(has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'SELECT'), true))::text
       FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = $2 WHERE n.nspname = $1`,
      [schema, COMMIT_TABLE],
    )
    return rows[0]?.[0] === 'true'
  }
  const { rows } = await database.query(
    `SELECT (to_regnamespace($1) IS NULL AND has_database_privilege(current_database(), 'CREATE'))::text`,
    [OWN_SCHEMA],
  )
  if (rows[0]?.[0] === 'true') await database.query(`CREATE SCHEMA ${quoteName(OWN_SCHEMA)}`)
  for (const schema of [OWN_SCHEMA, targetSchema]) {
    if (!(await usable(schema))) continue
    await database.query(
      `CREATE TABLE IF NOT EXISTS ${quoteTable({ schema, table: COMMIT_TABLE })} (run text, sink text, attempt integer NOT NULL, counts json NOT NULL,
       watermark json NOT NULL, committed_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (run, sink))`,
    )
    await database.query('COMMIT')
    return schema
  }
  throw new ConnectorError('staging-not-possible', { schema: targetSchema, database: database.label })
}

/** Takes away what earlier attempts of the same run left, and what nobody came back for. Tables in use are left alone. */
export async function clearStaging(database: Database, schema: string, runId: string, node: string, attempt: number): Promise<void> {
  const { rows } = await database.query(
    `SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' AND starts_with(relname, $2) AND pg_has_role(relowner, 'MEMBER')
     AND ((starts_with(relname, $3) AND substr(relname, length($3) + 1) ~ '^[0-9]{1,9}$' AND substr(relname, length($3) + 1)::int <= $4::int)
       OR CASE WHEN obj_description(oid, 'pg_class') ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN left(obj_description(oid, 'pg_class'), 10)::date < current_date - ${KEPT_DAYS} END)`,
    [quoteName(schema), PREFIX, stem(runId, node), String(attempt)],
  )
  for (const [table] of rows) {
    try {
      await database.begin('write')
      await database.query(`SET LOCAL lock_timeout = '2s'`)
      await database.query(`DROP TABLE IF EXISTS ${quoteTable({ schema, table: table ?? '' })}`)
      await database.query('COMMIT')
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code === 'database-connection-lost') throw error
      await database.query('ROLLBACK')
      // A line that broke a moment ago may still hold our own: nothing can be staged before it lets go.
      if (table === stagingName(runId, node, attempt)) throw error
    }
  }
}

/** A staging table of the target's types: what it takes, the target's columns take. It survives a crash of the server. */
export async function createStaging(database: Database, place: PlaceInSchema, mapped: readonly Mapped[]): Promise<void> {
  const columns = mapped.map(({ stage, to }) => `${stage} ${to.type}`)
  await database.begin('write')
  await database.query(
    `CREATE TABLE ${quoteTable(place)} (sluice_row bigint NOT NULL, sluice_bad boolean NOT NULL DEFAULT false, ${columns.join(', ')})`,
  )
  const { rows } = await database.query('SELECT current_date::text')
  await database.query(`COMMENT ON TABLE ${quoteTable(place)} IS '${rows[0]?.[0] ?? ''} rows of a run of Sluice that are not applied yet'`)
  await database.query('COMMIT')
}

/**
 * Makes the staged rows easy to find by key and tells the planner how many there are. A target that was never analysed looks small to
 * it, and without the index it would compare every row with every other. A key too long for an index does without.
 */
export async function finishStaging(database: Database, place: PlaceInSchema, mapped: readonly Mapped[]): Promise<void> {
  const keys = mapped.filter(({ key }) => key).map(({ stage }) => stage)
  if (keys.length > 0)
    try {
      await database.query(`CREATE INDEX ON ${quoteTable(place)} (${keys.join(', ')})`)
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.retryable) throw error
    }
  await database.query(`ANALYZE ${quoteTable(place)}`)
}
