import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { emptyDatabase, migratedDatabase } from '../../test/database.ts'
import { fillTables } from '../../test/fill-tables.ts'
import { migrate, migrationsFolder } from '../database/migrate.ts'
import { openStore } from '../store.ts'
import { backUp } from './back-up.ts'
import { contents, newFolder, query, usedInstance, withClient } from './backup.fixture.ts'
import { restore } from './restore.ts'
import { readTables } from './tables.ts'

test('a backup that is made while runs begin is of one moment', async () => {
  await using source = await migratedDatabase()
  await using target = await emptyDatabase()
  const used = await usedInstance(source.url)
  const data = await newFolder()
  const out = join(await newFolder(), 'backup')
  const keyFile = join(data, 'master.key')
  await using busy = await beginRuns(source.url, used)
  await busy.more()
  const made = await backUp({ databaseUrl: source.url, data: used.data, out, keyFile: used.keyFile })
  await busy.more()
  await restore({ folder: out, databaseUrl: target.url, data, keyFile })
  // A run and its first event are committed together.
  const [whole] = await query(target.url, `SELECT count(*)::int AS runs, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM run_event e WHERE e.run_id = run.id))::int AS told FROM run`) // prettier-ignore
  const rows = made.tables.find(({ name }) => name === 'run')?.rows
  expect(whole).toEqual({ runs: rows, told: rows })
})

/** Starts one run after the other; `more` waits until further ones are there. */
async function beginRuns(url: string, { workspaceId, flowId, keyFile }: Awaited<ReturnType<typeof usedInstance>>) {
  const store = await openStore(url, { key: { file: keyFile } })
  const { runs } = store.inWorkspace(workspaceId, 'owner')
  let begun = 0
  const over = new AbortController()
  const working = (async () => {
    for (; !over.signal.aborted; begun++) await runs.start(flowId, { revision: 1, parameters: {}, trigger: 'manual' })
  })()
  return {
    more: (after = begun + 5) => vi.waitUntil(() => begun > after, { timeout: 30_000 }),
    [Symbol.asyncDispose]: async () => {
      over.abort()
      await working
      await store.close()
    },
  }
}

test('a backup of an older version comes back brought up to date', async () => {
  await using source = await emptyDatabase()
  await using target = await emptyDatabase()
  const older = await newFolder()
  const names = (await readdir(migrationsFolder())).filter((name) => name < '0012').sort()
  for (const name of names) if (/^\d/.test(name)) await cp(join(migrationsFolder(), name), join(older, name), { recursive: true })
  await migrate(source.url, older)
  await withClient(source.url, async (client) =>
    fillTables(
      client,
      (await readTables(client)).map(({ name }) => name),
    ),
  )
  const out = join(await newFolder(), 'backup')
  const data = await newFolder()
  const made = await backUp({ databaseUrl: source.url, data: await newFolder(), out })
  await restore({ folder: out, databaseUrl: target.url, data, keyFile: join(data, 'master.key') })
  const now = await contents(target.url)
  for (const { name, rows } of made.tables) expect(now[name], name).toHaveLength(rows)
  expect(await migrate(target.url)).toEqual([])
  expect(await query(target.url, 'SELECT last_write FROM run')).toEqual([{ last_write: null }])
})
