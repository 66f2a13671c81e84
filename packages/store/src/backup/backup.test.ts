import { emptyFlow } from '@sluice/flow'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyDatabase, migratedDatabase } from '../../test/database.ts'
import { adoptDataFolder } from '../data-folder.ts'
import { migrateJobs } from '../jobs/migrate-jobs.ts'
import { openStore } from '../store.ts'
import { backUp } from './back-up.ts'
import { contents, newFolder, query, usedInstance } from './backup.fixture.ts'
import { restore } from './restore.ts'

test('a used instance comes back row by row and file by file, and works on', async () => {
  await using source = await migratedDatabase()
  await using target = await emptyDatabase()
  const used = await usedInstance(source.url)
  const out = join(await newFolder(), 'backup')
  const data = await newFolder()
  const keyFile = join(data, 'master.key')
  const made = await backUp({ databaseUrl: source.url, data: used.data, out, keyFile: used.keyFile })
  expect(made.tables.find(({ name }) => name === 'run')?.rows).toBe(2)
  expect(made.tables.filter(({ rows }) => rows === 0)).toEqual([])
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

test('notices that were not sent come back under their ids, and are sent only if nobody was told', async () => {
  await using source = await migratedDatabase()
  await using target = await emptyDatabase()
  await migrateJobs(source.url)
  const data = await newFolder()
  const keyFile = join(data, 'master.key')
  const store = await openStore(source.url, { key: { file: keyFile } })
  const workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'owner')
  const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [], problems: [], durationMs: 1 }
  const end = async (flow: string, status: 'failed' | 'succeeded') => {
    await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
    await (await store.queue.claim('w'))!.writer.finish({ ...nothing, status })
    await store.alerts.judgeEnded()
  }
  await workspace.alerts.create({
    name: 'Told',
    flowId: null,
    condition: { kind: 'failed', inARow: 1 },
    paused: false,
    webhook: 'https://hooks.example/x',
  })
  const flows = await Promise.all(['sent', 'told', 'waiting'].map(async (name) => (await workspace.flows.create(emptyFlow(name))).id))
  for (const flow of flows) await end(flow, 'failed')
  await end(flows[2]!, 'succeeded')
  const jobs = (url: string) => query(url, `SELECT id, data->>'alertId' AS alert, data->>'kind' AS kind FROM sluice_jobs.job WHERE name = 'notice' ORDER BY created_on, id`) // prettier-ignore
  const [sent, told, opened, recovered] = (await jobs(source.url)) as { id: string; alert: string; kind: 'opened' | 'recovered' }[]
  // One was sent; another too, but the process died before it could say so to the queue.
  for (const { alert } of [sent!, told!]) await store.alerts.writeTold({ alertId: alert, kind: 'opened' }, undefined)
  await query(source.url, `UPDATE sluice_jobs.job SET state = 'completed' WHERE id = '${sent!.id}'`)
  await query(source.url, `UPDATE sluice_jobs.job SET state = 'active' WHERE id = '${told!.id}'`)
  await store.close()

  const out = join(await newFolder(), 'backup')
  const restored = await newFolder()
  await backUp({ databaseUrl: source.url, data, out, keyFile })
  await restore({ folder: out, databaseUrl: target.url, data: restored, keyFile: join(restored, 'master.key') })
  expect(await jobs(target.url)).toEqual([told, opened, recovered])
  await using after = {
    store: await openStore(target.url, { key: { file: join(restored, 'master.key') } }),
    [Symbol.asyncDispose]: () => after.store.close(),
  }
  const toSend = async ({ alert, kind }: { alert: string; kind: 'opened' | 'recovered' }) => (await after.store.alerts.readNotice({ alertId: alert, kind })) !== undefined // prettier-ignore
  expect([await toSend(told!), await toSend(opened!), await toSend(recovered!)]).toEqual([false, true, true])
  await after.store.alerts.writeTold({ alertId: opened!.alert, kind: 'opened' }, undefined)
  expect([await toSend(opened!), await toSend(recovered!)]).toEqual([false, true])
  await after.store.alerts.writeTold({ alertId: recovered!.alert, kind: 'recovered' }, undefined)
  expect(await toSend(recovered!)).toBe(false)
})
