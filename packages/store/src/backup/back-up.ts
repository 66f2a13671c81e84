import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { StoreError } from '../database/error.ts'
import { copyOne, DATA_FOLDERS, filesBelow, FOLDER_ID } from './copy-files.ts'
import { describeFile, writeManifest, type BackupFile, type BackupManifest } from './manifest.ts'
import { readMigrationNames, readSequences, readTables, tableWithColumns } from './tables.ts'
import { NOTICES_FILE, writeNotices } from './waiting-notices.ts'

export interface BackUp {
  readonly databaseUrl: string
  /** The data folder. */
  readonly data: string
  /** The folder to make; it must not exist or be empty. */
  readonly out: string
  /** Also take the master key: without it nobody can read the secrets in the backup, with it whoever has the backup can. */
  readonly keyFile?: string
}

/**
 * Copies everything of an instance into a folder while it may go on working: the database as of one moment, then the files
 * that it names. Complete when its manifest is there.
 */
export async function backUp({ databaseUrl, data, out, keyFile }: BackUp): Promise<BackupManifest> {
  await mkdir(join(out, 'database'), { recursive: true })
  if ((await readdir(out)).length > 1 || (await readdir(join(out, 'database'))).length > 0)
    throw new StoreError('backup-folder-in-use', { folder: out })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const tables: BackupManifest['tables'] = []
    for (const table of await readTables(client)) {
      const file = `database/${table.name}.copy.gz`
      tables.push({
        name: table.name,
        columns: [...table.columns],
        file,
        rows: await writeTable(client, tableWithColumns(table), join(out, file)),
      })
    }
    const sequences = await readSequences(client)
    await writeNotices(client, out)
    const migrations = await readMigrationNames(client)
    const keys = await client.query<{ id: string }>('SELECT key_id AS id FROM key_check ORDER BY 1')
    await client.query('COMMIT')
    const copied = await copyFiles(data, out, keyFile)
    const files: BackupFile[] = []
    for (const path of [...tables.map(({ file }) => file), NOTICES_FILE, ...copied]) files.push(await describeFile(out, path))
    const manifest: BackupManifest = {
      sluiceBackup: 1,
      madeAt: new Date().toISOString(),
      migrations: [...migrations],
      tables,
      sequences: sequences.map((sequence) => ({ ...sequence })),
      keys: keys.rows.map(({ id }) => id),
      files,
    }
    await writeManifest(out, manifest)
    return manifest
  } finally {
    await client.end()
  }
}

/** COPY's text format has one line per row: a line break inside a value is escaped. */
async function writeTable(client: pg.Client, table: string, file: string): Promise<number> {
  let rows = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++
      done(null, chunk)
    },
  })
  await pipeline(client.query(copyTo(`COPY ${table} TO STDOUT`)), count, createGzip({ level: 4 }), createWriteStream(file))
  return rows
}

async function copyFiles(data: string, out: string, keyFile: string | undefined): Promise<readonly string[]> {
  const copied: string[] = []
  for (const folder of DATA_FOLDERS) {
    for (const path of await filesBelow(join(data, folder))) {
      const target = `${folder}/${path}`
      // What a run wrote never changes again; a file of the workspace may be replaced by an upload.
      if (await copyOne(join(data, target), join(out, target), folder === 'runs')) copied.push(target)
    }
  }
  if (await copyOne(join(data, FOLDER_ID), join(out, FOLDER_ID), false)) copied.push(FOLDER_ID)
  if (keyFile !== undefined) {
    await copyFile(keyFile, join(out, 'master.key'))
    copied.push('master.key')
  }
  return copied
}
