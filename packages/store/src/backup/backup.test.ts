import { emptyFlow } from '@sluice/flow'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { emptyDatabase, migratedDatabase } from '../../test/database.ts'
import { adoptDataFolder } from '../data-folder.ts'
import { openStore } from '../store.ts'
import { backUp } from './back-up.ts'
import { restore } from './restore.ts'
import { readTables } from './tables.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-backup-'))
  folders.push(folder)
  return folder
}

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql)
  await client.end()
  return rows
}

/** The rows of every table that a backup keeps, as text. */
async function contents(url: string): Promise<Readonly<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const all: Record<string, unknown> = {}
  for (const { name } of await readTables(client)) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`)
    all[name] = rows.map(({ row }) => row)
  }
  await client.end()
  return all
}

/** A used instance: flows, a secret, a run that another one retries, texts that look like COPY's own marks, and files. */
async function usedInstance(url: string) {
  const data = await newFolder()
  const keyFile = join(data, 'master.key')
  const store = await openStore(url, { key: { file: keyFile } })
  const owner = await store.ensureOwner()
  const workspace = store.inWorkspace(owner.workspaceId, 'owner')
  const flow = await workspace.flows.create({ ...emptyFlow('客户 \\N\t"合并"\n\\.'), zone: 'Asia/Shanghai' })
  const first = await workspace.runs.start(flow.id, { revision: 1, parameters: { note: 'a\\b\tc' }, trigger: 'manual' })
  const second = await workspace.runs.start(flow.id, { revision: 1, parameters: {}, trigger: 'retry' })
  await query(url, `UPDATE run SET parent_id = '${second.id}' WHERE id = '${first.id}'`)
  await query(url, `UPDATE run SET parent_id = '${first.id}' WHERE id = '${second.id}'`)
  await workspace.secrets.write('crm-token', 's3cret')
  await store.close()
  await adoptDataFolder(url, data)
  for (const [path, text] of [
    ['workspaces/w/files/a/客户.csv', 'id\n1\n'],
    ['runs/r/1/out.csv', 'id\n2\n'],
    ['work/scratch', 'x'],
    ['logs/server.log', 'x'],
  ] as const) {
    await mkdir(join(data, path, '..'), { recursive: true })
    await writeFile(join(data, path), text)
  }
  return { data, keyFile, workspaceId: owner.workspaceId, flowId: flow.id }
}

test('a used instance comes back row by row and file by file, and works on', async () => {
  await using source = await migratedDatabase()
  await using target = await emptyDatabase()
  const used = await usedInstance(source.url)
  const out = join(await newFolder(), 'backup')
  const data = await newFolder()
  const keyFile = join(data, 'master.key')
  const made = await backUp({ databaseUrl: source.url, data: used.data, out, keyFile: used.keyFile })
  expect(made.tables.find(({ name }) => name === 'run')?.rows).toBe(2)
  await restore({ folder: out, databaseUrl: target.url, data, keyFile })
  expect(await contents(target.url)).toEqual(await contents(source.url))
  expect(await readFile(join(data, 'workspaces/w/files/a/客户.csv'), 'utf8')).toBe('id\n1\n')
  expect(await readFile(join(data, 'runs/r/1/out.csv'), 'utf8')).toBe('id\n2\n')
  expect(['work', 'logs'].filter((name) => existsSync(join(data, name)))).toEqual([])
  const store = await openStore(target.url, { key: { file: keyFile } })
  const workspace = store.inWorkspace(used.workspaceId, 'owner')
  // The folder is that of the restored database.
  await adoptDataFolder(target.url, data)
  // Sequences go on behind what was restored, and the key opens the secrets.
  await workspace.runs.start(used.flowId, { revision: 1, parameters: {}, trigger: 'manual' })
  expect((await workspace.runs.list({ limit: 10, offset: 0 })).total).toBe(3)
  expect((await workspace.secrets.list()).map(({ name }) => name)).toEqual(['crm-token'])
  await store.close()
})

test('sessions, links and workers do not come back', async () => {
  await using source = await migratedDatabase()
  await using target = await emptyDatabase()
  const used = await usedInstance(source.url)
  await query(source.url, `INSERT INTO session (id, token, expires_at, user_id) SELECT 's', 't', now() + interval '1 day', id FROM "user"`)
  await query(source.url, `INSERT INTO worker (id, host, pid, version, runs, memory_mb) VALUES ('w', 'h', 1, '1', 1, 1)`)
  const out = join(await newFolder(), 'backup')
  const data = await newFolder()
  await backUp({ databaseUrl: source.url, data: used.data, out })
  expect(existsSync(join(out, 'master.key'))).toBe(false)
  await restore({ folder: out, databaseUrl: target.url, data, keyFile: join(data, 'master.key') })
  expect(await query(target.url, 'SELECT id FROM session UNION ALL SELECT id FROM worker')).toEqual([])
  expect(await query(target.url, 'SELECT count(*)::int AS users FROM "user"')).toEqual([{ users: 1 }])
})

test('nothing is overwritten and nothing damaged is restored', async () => {
  await using source = await migratedDatabase()
  await using target = await emptyDatabase()
  const used = await usedInstance(source.url)
  const out = join(await newFolder(), 'backup')
  const data = await newFolder()
  const keyFile = join(data, 'master.key')
  await backUp({ databaseUrl: source.url, data: used.data, out })
  const into = (databaseUrl: string, where = data) => restore({ folder: out, databaseUrl, data: where, keyFile })
  await expect(backUp({ databaseUrl: source.url, data: used.data, out })).rejects.toMatchObject({ code: 'backup-folder-in-use' })
  await expect(into(source.url)).rejects.toMatchObject({ code: 'restore-database-in-use' })
  await expect(into(target.url, used.data)).rejects.toMatchObject({ code: 'restore-folder-in-use' })
  const file = join(out, 'workspaces/w/files/a/客户.csv')
  await writeFile(file, 'id\n9\n')
  await expect(into(target.url)).rejects.toMatchObject({ code: 'backup-damaged', params: { file: 'workspaces/w/files/a/客户.csv' } })
  await writeFile(file, 'id\n1\n')
  const manifest = join(out, 'manifest.json')
  const text = await readFile(manifest, 'utf8')
  await writeFile(manifest, text.replace('"0001_foundation"', '"0001_foundation", "9999_future"'))
  await expect(into(target.url)).rejects.toMatchObject({ code: 'backup-newer', params: { migration: '9999_future' } })
  await rename(manifest, `${manifest}.part`)
  await expect(into(target.url)).rejects.toMatchObject({ code: 'backup-incomplete' })
  expect(await query(target.url, `SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'`)).toEqual([{ tables: 0 }])
})
