import { migrate, openStore } from '@sluice/store'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../../../packages/store/test/database.ts'
import { folderWith, sluice } from './cli.ts'

test('one command makes a backup, one brings it back', async () => {
  await using source = await emptyDatabase()
  await using target = await emptyDatabase()
  await migrate(source.url)
  const data = await folderWith({})
  const store = await openStore(source.url, { key: { file: join(data, 'master.key') } })
  const owner = await store.ensureOwner()
  await store.close()
  const folder = join(await folderWith({}), 'backup')
  const made = await sluice(['backup', folder, '--data', data, '--with-key'], { DATABASE_URL: source.url })
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(made.stdout).toContain(`Backup made in ${folder}`)
  const other = await folderWith({})
  const restored = await sluice(['restore', folder, '--data', other, '--database-url', target.url])
  expect(restored).toMatchObject({ code: 0, stderr: '' })
  const again = await openStore(target.url, { key: { file: join(other, 'master.key') } })
  expect(await again.ensureOwner()).toEqual({ ...owner, isNew: false })
  await again.close()
  const twice = await sluice(['restore', folder, '--data', other, '--database-url', target.url])
  expect(twice).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'The database is not empty. Restore into a new one, so that nothing is overwritten.\n',
  })
})

test('a backup that can not be made or restored says what to do', async () => {
  const data = await folderWith({})
  expect(await sluice(['backup', '--data', data])).toMatchObject({ code: 2, stderr: 'Which folder? sluice backup FOLDER\n' })
  const option = await sluice(['restore', 'x', '--with-key'])
  expect(option.code).toBe(2)
  expect(option.stderr).toContain('Options of restore')
  const none = await sluice(['restore', join(data, 'no-backup'), '--data', data, '--database-url', 'postgresql://127.0.0.1:1/none'])
  expect(none.code).toBe(1)
  expect(none.stderr).toContain('holds no complete backup')
  expect(existsSync(join(data, 'workspaces'))).toBe(false)
})
