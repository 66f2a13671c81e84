import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensurePostgres } from '../../apps/cli/src/postgres/embedded.ts'

/** Gives every test run a real PostgreSQL of its own as `TEST_DATABASE_URL`, unless one is given. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_URL'] !== undefined || process.env['SLUICE_TEST_NO_DATABASE'] !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-postgres-'))
  // As root PostgreSQL runs as another account, which must be able to walk here.
  chmodSync(folder, 0o755)
  const postgres = await ensurePostgres(join(folder, 'postgres'))
  process.env['TEST_DATABASE_URL'] = postgres.url
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
