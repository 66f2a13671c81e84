import { randomUUID } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { StoreError } from './database/error.ts'

/** Holds the id that the database knows too, so that a worker notices a folder that is not the one its server writes to. */
const MARKER = 'folder.id'

async function readMarker(data: string): Promise<string | undefined> {
  const text = await readFile(join(data, MARKER), 'utf8').catch(() => '')
  return text.trim() === '' ? undefined : text.trim()
}

/** Complete or not there at all, also after a crash. */
async function writeMarker(data: string, id: string): Promise<void> {
  const draft = join(data, `${MARKER}.${randomUUID()}`)
  const file = await open(draft, 'wx')
  await file.writeFile(`${id}\n`)
  await file.sync()
  await file.close()
  await rename(draft, join(data, MARKER))
}

async function onDatabase<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const readId = async (client: pg.Client): Promise<string | undefined> =>
  (await client.query<{ value: string }>("SELECT value FROM instance WHERE key = 'data-folder'")).rows[0]?.value

/** Makes this folder the data folder of a migrated database. Refuses one that belongs to another database (`data-folder-other`). */
export const adoptDataFolder = (databaseUrl: string, data: string): Promise<void> =>
  onDatabase(databaseUrl, async (client) => {
    const marked = await readMarker(data)
    await client.query("INSERT INTO instance (key, value) VALUES ('data-folder', $1) ON CONFLICT DO NOTHING", [marked ?? randomUUID()])
    const id = await readId(client)
    if (marked === undefined && id !== undefined) await writeMarker(data, id)
    else if (marked !== id) throw new StoreError('data-folder-other', { folder: data })
  })

/** Checks that a worker sees the folder that its server uses. Refuses one that is not shared, and a database without a server yet. */
export const checkDataFolder = (databaseUrl: string, data: string): Promise<void> =>
  onDatabase(databaseUrl, async (client) => {
    const id = await readId(client)
    if (id === undefined) throw new StoreError('data-folder-unknown', { folder: data })
    const marked = await readMarker(data)
    if (marked === undefined) throw new StoreError('data-folder-not-shared', { folder: data })
    if (marked !== id) throw new StoreError('data-folder-other', { folder: data })
  })
