import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { migratedDatabase } from '../test/database.ts'
import { adoptDataFolder, checkDataFolder } from './data-folder.ts'

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-data-'))
  folders.push(folder)
  return folder
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

test('a worker takes only the folder that its server uses', async () => {
  await using database = await migratedDatabase()
  const [shared, own] = [newFolder(), newFolder()]
  await expect(checkDataFolder(database.url, shared)).rejects.toMatchObject({ code: 'data-folder-unknown' })
  await Promise.all(Array.from({ length: 4 }, () => adoptDataFolder(database.url, shared)))
  expect(readdirSync(shared)).toEqual(['folder.id'])
  await checkDataFolder(database.url, shared)
  await expect(checkDataFolder(database.url, own)).rejects.toMatchObject({ code: 'data-folder-not-shared', params: { folder: own } })
})

test('a folder of another database is refused; one that is new, or whose database is new, is taken', async () => {
  await using first = await migratedDatabase()
  await using second = await migratedDatabase()
  const [mine, theirs, restored] = [newFolder(), newFolder(), newFolder()]
  await adoptDataFolder(first.url, mine)
  await adoptDataFolder(second.url, theirs)
  await expect(adoptDataFolder(first.url, theirs)).rejects.toMatchObject({ code: 'data-folder-other' })
  await expect(checkDataFolder(first.url, theirs)).rejects.toMatchObject({ code: 'data-folder-other' })
  await adoptDataFolder(first.url, restored)
  expect(readFileSync(join(restored, 'folder.id'))).toEqual(readFileSync(join(mine, 'folder.id')))
  await using fresh = await migratedDatabase()
  await adoptDataFolder(fresh.url, mine)
  await checkDataFolder(fresh.url, mine)
})
