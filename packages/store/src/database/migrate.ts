import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { type Database } from './connect.ts'
import { StoreError } from './error.ts'

/** One migration: a folder with `migration.sql`, applied in the order of names. */
interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** Any number; all processes that migrate a database take this lock first. */
export const MIGRATION_LOCK = 72_707_369

const RECORD_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`

/** Finds `prisma/migrations` beside or above this program, bundled or not. */
export function migrationsFolder(from: string = import.meta.dirname): string {
  const folder = join(from, 'prisma', 'migrations')
  if (existsSync(folder)) return folder
  const parent = dirname(from)
  if (parent === from) throw new StoreError('migrations-missing')
  return migrationsFolder(parent)
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Names of the migrations by folder, as this process found them first: a newer program may be put in its place while it runs. */
const known = new Map<string, ReadonlySet<string>>()

function knownMigrations(folder: string): ReadonlySet<string> {
  const names = known.get(folder) ?? new Set(readMigrations(folder).map(({ name }) => name))
  known.set(folder, names)
  return names
}

/**
 * Brings the database to the schema of this program: one transaction per file under an advisory lock, recorded as Prisma
 * records it. Gives the names of what was applied. Refuses a database that a newer program migrated (`database-newer`)
 * and a file that was changed after it was applied (`migration-changed`).
 */
export async function migrate(databaseUrl: string, folder: string = migrationsFolder()): Promise<readonly string[]> {
  knownMigrations(folder)
  const migrations = readMigrations(folder)
  const client = new pg.Client({ connectionString: databaseUrl })
  try {
    await client.connect()
  } catch (error) {
    throw new StoreError('database-unreachable', { reason: error instanceof Error ? error.message : String(error) }, error)
  }
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query("SET client_min_messages = 'warning'")
    await client.query(RECORD_TABLE)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT migration_name AS name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    )
    const applied = new Map(rows.map((row) => [row.name, row.checksum]))
    checkApplied(migrations, applied)
    const missing = migrations.filter(({ name }) => !applied.has(name))
    for (const migration of missing) await apply(client, migration)
    return missing.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

/** A migration that a newer program applied to this database; undefined when this program knew all of them when it began. */
export async function newerMigration(db: Database, folder: string = migrationsFolder()): Promise<string | undefined> {
  const names = knownMigrations(folder)
  const rows = await db.$queryRaw<{ name: string }[]>`SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`
  return rows.find(({ name }) => !names.has(name))?.name
}

function checkApplied(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  for (const [name, checksum] of applied) {
    const mine = known.get(name)
    if (mine === undefined) throw new StoreError('database-newer', { migration: name })
    if (mine !== checksum) throw new StoreError('migration-changed', { migration: name })
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), clock_timestamp(), 1)',
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new StoreError('migration-failed', { migration: name, reason: error instanceof Error ? error.message : String(error) }, error)
  }
}
