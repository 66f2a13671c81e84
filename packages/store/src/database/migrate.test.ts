import { fork } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { emptyDatabase, migratedDatabase } from '../../test/database.ts'
import { sqlOfSchema } from '../../test/schema-diff.ts'
import { openStore } from '../store.ts'
import { migrate, migrationsFolder, newerMigration } from './migrate.ts'

const folders: string[] = []
const shipped = readdirSync(migrationsFolder(), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const copyOfMigrations = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-migrations-'))
  folders.push(folder)
  cpSync(migrationsFolder(), folder, { recursive: true })
  return folder
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<T>(sql)
  await client.end()
  return rows
}

/** Tables, columns, indexes and constraints, as PostgreSQL describes them. */
const structure = async (url: string): Promise<string[]> => {
  const rows = await query<{ line: string }>(
    url,
    `SELECT format('column %s.%s %s null=%s default=%s', table_name, column_name, udt_name || coalesce(datetime_precision::text, ''), is_nullable, column_default) AS line
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
     UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
     UNION ALL SELECT format('constraint %s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations' AND contype <> 'n' ORDER BY 1`,
  )
  // Partial indexes and those on expressions can't be said in Prisma's schema.
  return rows.map(({ line }) => line).filter((line) => !/^index CREATE (?:UNIQUE )?INDEX only_sql_/.test(line))
}

test('migrations and schema make the same database', async () => {
  await using migrated = await migratedDatabase()
  await using made = await emptyDatabase()
  const schema = readFileSync(join(migrationsFolder(), '..', 'schema.prisma'), 'utf8')
  await query(made.url, await sqlOfSchema(made.url, schema))
  const expected = await structure(made.url)
  expect(expected.length).toBeGreaterThan(100)
  expect(await structure(migrated.url)).toEqual(expected)
})

test('four processes at once apply every migration once', async () => {
  await using database = await emptyDatabase()
  const entry = join(process.env['SLUICE_TEST_PROGRAMS'] ?? '', 'migrate-once.js')
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = fork(entry, [database.url])
      return new Promise<unknown>((resolve, reject) => {
        child.once('message', resolve)
        child.once('exit', (code) => reject(new Error(`ended with ${String(code)}`)))
      })
    }),
  )
  expect(answers.flat()).toEqual(shipped)
  expect(await query(database.url, 'SELECT migration_name FROM _prisma_migrations ORDER BY 1')).toEqual(
    shipped.map((migration_name) => ({ migration_name })),
  )
})

test('a database of a newer program is refused', async () => {
  await using database = await emptyDatabase()
  const folder = copyOfMigrations()
  mkdirSync(join(folder, '9999_future'))
  writeFileSync(join(folder, '9999_future', 'migration.sql'), 'CREATE TABLE future (id int)')
  expect(await migrate(database.url, folder)).toEqual([...shipped, '9999_future'])
  await expect(migrate(database.url)).rejects.toMatchObject({ code: 'database-newer', params: { migration: '9999_future' } })
})

test('a program notices a newer one, also when that was put in its place', async () => {
  await using database = await emptyDatabase()
  const folder = copyOfMigrations()
  await migrate(database.url, folder)
  const store = await openStore(database.url)
  expect(await newerMigration(store.database, folder)).toBeUndefined()
  mkdirSync(join(folder, '9999_future'))
  writeFileSync(join(folder, '9999_future', 'migration.sql'), 'CREATE TABLE future (id int)')
  await migrate(database.url, folder)
  expect(await newerMigration(store.database, folder)).toBe('9999_future')
  await store.close()
})

test('a migration that was changed after it was applied is refused', async () => {
  await using database = await migratedDatabase()
  const folder = copyOfMigrations()
  writeFileSync(join(folder, '0001_foundation', 'migration.sql'), 'SELECT 1')
  await expect(migrate(database.url, folder)).rejects.toMatchObject({ code: 'migration-changed' })
})

test('a migration that fails leaves nothing behind', async () => {
  await using database = await migratedDatabase()
  const folder = copyOfMigrations()
  mkdirSync(join(folder, '9999_bad'))
  writeFileSync(join(folder, '9999_bad', 'migration.sql'), 'CREATE TABLE half (id int); SELECT no_such_function();')
  await expect(migrate(database.url, folder)).rejects.toMatchObject({ code: 'migration-failed' })
  expect(await query(database.url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }])
  expect(await migrate(database.url)).toEqual([])
})
