import type { ConnectionAccess } from '@sluice/engine/connector'
import type { ConnectContext } from './connect.ts'
import { Database } from './database.ts'

/** A test answers while a person waits. */
const SECONDS = 10

/**
 * Reaches a database and tells what it says of itself: `version`, `user`, `encrypted`, `tables` that can be read, `written` that can be
 * written, `staging` (whether a sink finds room for its staging tables). Fails with `ConnectorError`.
 */
export async function testPostgresql(access: ConnectionAccess, context: ConnectContext): Promise<Readonly<Record<string, string>>> {
  await using database = await Database.open(access, { ...context, timeoutSeconds: SECONDS })
  await database.begin('read')
  const { rows } = await database.query(`
    SELECT current_setting('server_version'), current_user, coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)::text,
      count(*) FILTER (WHERE has_table_privilege(c.oid, 'SELECT')),
      count(*) FILTER (WHERE c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'INSERT')),
      (has_database_privilege(current_database(), 'CREATE')
        OR coalesce((SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = 'sluice_staging'), false))::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> ALL ('{pg_catalog,information_schema,pg_toast}')
      AND has_schema_privilege(n.oid, 'USAGE')`)
  const names = ['version', 'user', 'encrypted', 'tables', 'written', 'staging']
  return Object.fromEntries(names.map((name, i) => [name, rows[0]?.[i] ?? '']))
}
