import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensurePostgres } from '../../apps/cli/src/postgres/embedded.ts'
import { migrate } from '../../packages/store/src/database/migrate.ts'
import { rowsOf } from '../../packages/store/test/database.ts'

/** A database with all tables that those of the tests are copies of. */
const TEMPLATE = 'sluice_template'

/** Gives every test run a real PostgreSQL of its own as `TEST_DATABASE_URL`, unless one is given. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_URL'] !== undefined || process.env['SLUICE_TEST_NO_DATABASE'] !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-postgres-'))
  // As root PostgreSQL runs as another account, which must be able to walk here.
  chmodSync(folder, 0o755)
  const postgres = await ensurePostgres(join(folder, 'postgres'))
  // Nothing of it outlives the tests; programs may be killed, and the machine's power is not at stake.
  for (const setting of ['fsync', 'full_page_writes']) await rowsOf(postgres.url, `ALTER SYSTEM SET ${setting} = off`)
  await rowsOf(postgres.url, 'SELECT pg_reload_conf()')
  await rowsOf(postgres.url, `CREATE DATABASE ${TEMPLATE}`)
  const template = new URL(postgres.url)
  template.pathname = `/${TEMPLATE}`
  await migrate(template.href)
  process.env['TEST_DATABASE_URL'] = postgres.url
  process.env['TEST_DATABASE_TEMPLATE'] = TEMPLATE
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
