import { createReadStream, existsSync } from 'node:fs'
import { copyFile, cp, mkdtemp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { StoreError } from '../database/error.ts'
import { migrate, migrationsFolder } from '../database/migrate.ts'
import { copyOne, DATA_FOLDERS, FOLDER_ID } from './copy-files.ts'
import { readManifest, type BackupManifest } from './manifest.ts'
import { readTables, tableWithColumns, withoutForeignKeys } from './tables.ts'
import { NOTICES_FILE, restoreNotices } from './waiting-notices.ts'

export interface Restore {
  readonly folder: string
  /** An empty database. */
  readonly databaseUrl: string
  /** A data folder without anything of another instance. */
  readonly data: string
  /** Where the master key belongs; written only when the backup holds it and nothing is there. */
  readonly keyFile: string
}

/**
 * Makes an instance again from a backup: checks every hash first, brings an empty database to the schema of the backup, fills it
 * in one transaction, applies newer migrations, and puts the files in place. Refuses anything that would overwrite.
 */
export async function restore({ folder, databaseUrl, data, keyFile }: Restore): Promise<BackupManifest> {
  const manifest = await readManifest(folder)
  for (const name of DATA_FOLDERS) {
    if ((await readdir(join(data, name)).catch(() => [])).length > 0)
      throw new StoreError('restore-folder-in-use', { folder: join(data, name) })
  }
  await refuseUsedDatabase(databaseUrl)
  const draft = await mkdtemp(join(data, 'restore-'))
  try {
    for (const { path } of manifest.files) if (isData(path)) await copyOne(join(folder, path), join(draft, path), false)
    await makeSchema(databaseUrl, manifest)
    await fill(databaseUrl, folder, manifest)
    await migrate(databaseUrl)
    // Backups of older versions have none.
    if (manifest.files.some(({ path }) => path === NOTICES_FILE)) await restoreNotices(databaseUrl, folder)
    for (const name of DATA_FOLDERS) {
      await mkdir(join(draft, name), { recursive: true })
      await rm(join(data, name), { recursive: true, force: true })
      await rename(join(draft, name), join(data, name))
    }
    await copyOne(join(folder, FOLDER_ID), join(data, FOLDER_ID), false)
    if (manifest.files.some(({ path }) => path === 'master.key') && !existsSync(keyFile))
      await copyFile(join(folder, 'master.key'), keyFile)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return manifest
}

const isData = (path: string): boolean => DATA_FOLDERS.some((name) => path.startsWith(`${name}/`)) && !path.split('/').includes('..')

async function connected<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const refuseUsedDatabase = (databaseUrl: string): Promise<void> =>
  connected(databaseUrl, async (client) => {
    if ((await readTables(client)).length > 0) throw new StoreError('restore-database-in-use')
  })

/** The tables as they were when the backup was made; what came later is applied to the restored rows. */
async function makeSchema(databaseUrl: string, { migrations }: BackupManifest): Promise<void> {
  const shipped = migrationsFolder()
  const unknown = migrations.find((name) => !existsSync(join(shipped, name)))
  if (unknown !== undefined) throw new StoreError('backup-newer', { migration: unknown })
  const then = await mkdtemp(join(tmpdir(), 'sluice-migrations-'))
  try {
    for (const name of migrations) await cp(join(shipped, name), join(then, name), { recursive: true })
    await migrate(databaseUrl, then)
  } finally {
    await rm(then, { recursive: true, force: true })
  }
}

const fill = (databaseUrl: string, folder: string, manifest: BackupManifest): Promise<void> =>
  connected(databaseUrl, async (client) => {
    await client.query('BEGIN')
    await withoutForeignKeys(client, async () => {
      for (const table of manifest.tables) {
        const rows = createReadStream(join(folder, table.file))
        await pipeline(rows, createGunzip(), client.query(copyFrom(`COPY ${tableWithColumns(table)} FROM STDIN`)))
      }
    })
    for (const { name, last } of manifest.sequences) await client.query('SELECT setval($1::regclass, $2::bigint)', [`public.${name}`, last])
    await client.query('COMMIT')
  })
