import { emptyFlow } from '@sluice/flow'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach } from 'vitest'
import { fillTables } from '../../test/fill-tables.ts'
import { adoptDataFolder } from '../data-folder.ts'
import { openStore } from '../store.ts'
import { readTables } from './tables.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})
/** A folder that is gone after the test. */
export const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-backup-'))
  folders.push(folder)
  return folder
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export const query = (url: string, sql: string): Promise<readonly unknown[]> =>
  withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows)

/** The rows of every table that a backup keeps, as text. */
export const contents = (url: string): Promise<Readonly<Record<string, unknown>>> =>
  withClient(url, async (client) => {
    const all: Record<string, unknown> = {}
    for (const { name } of await readTables(client)) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`)
      all[name] = rows.map(({ row }) => row)
    }
    return all
  })

/** A used instance: flows, a secret, a run that another one retries, rows in every table, texts that look like COPY's own marks, and files. */
export async function usedInstance(url: string) {
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
  await withClient(url, async (client) =>
    fillTables(
      client,
      (await readTables(client)).map(({ name }) => name),
    ),
  )
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
