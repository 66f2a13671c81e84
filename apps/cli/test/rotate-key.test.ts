import { migrate, openStore } from '@sluice/store'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../../../packages/store/test/database.ts'
import { folderWith, sluice } from './cli.ts'

test('one command replaces the key, also of a process that runs', async () => {
  await using database = await emptyDatabase()
  await migrate(database.url)
  const data = await folderWith({})
  const file = join(data, 'master.key')
  const store = await openStore(database.url, { key: { file } })
  const workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
  await workspace.connections.create('w', 'postgresql', { config: {}, secrets: { password: 'geheim' } })
  const old = readFileSync(file, 'utf8')

  const done = await sluice(['rotate-key', '--data', data], { DATABASE_URL: database.url })
  expect(done).toMatchObject({ code: 0, stderr: '' })
  expect(done.stdout).toContain('The master key is replaced')
  expect(readFileSync(file, 'utf8')).not.toBe(old)
  expect((await workspace.connections.access('w')).secrets).toEqual({ password: 'geheim' })

  const fixed = await sluice(['rotate-key', '--data', data], { DATABASE_URL: database.url, SLUICE_KEY: readFileSync(file, 'utf8') })
  expect(fixed).toMatchObject({ code: 1, stdout: '' })
  expect(fixed.stderr).toContain('SLUICE_KEY')
  const wrong = await sluice(['rotate-key', '--data', data], { DATABASE_URL: database.url, SLUICE_KEY: old })
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toContain('is not the one this database')
  rmSync(file)
  const gone = await sluice(['rotate-key', '--data', data], { DATABASE_URL: database.url })
  expect(gone.code).toBe(1)
  expect(gone.stderr).toContain(file)
  expect(existsSync(file)).toBe(false)
  await store.close()
})

test('an unknown option is told', async () => {
  expect(await sluice(['rotate-key', '--fast'])).toMatchObject({ code: 2, stdout: '' })
})
