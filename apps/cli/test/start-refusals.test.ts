import { hashToken } from '@sluice/store'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallDisk } from '../../../packages/runtime/test/small-disk.ts'
import { testServer } from '../../server/test/server.ts'
import { migratedDatabase, rowsOf, type TestDatabase } from '../../../packages/store/test/database.ts'
import { prepareDataFolder } from '../src/start/data-folder.ts'
import { folderWith, start } from './cli.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await migratedDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

/** Nobody listens at port 1. */
const NOWHERE = 'postgresql://ada:hidden@127.0.0.1:1/sluice'

describe('a start that is refused says what to do', () => {
  const refused = async (url: string, ...more: readonly string[]) => {
    const data = await folderWith({})
    return start(['start', '--data', data, '--port', '0', '--no-examples', '--database-url', url, ...more]).ended
  }

  test('on an address that others reach, as long as the owner has no password', async () => {
    const { code, stdout, stderr } = await refused(database.url, '--host', '0.0.0.0')
    expect(code).toBe(1)
    expect(stderr).toContain('Before Sluice listens on 0.0.0.0, the owner must have a password')
    expect(stdout).not.toContain('Sluice is ready')
  })

  test('when the database does not answer: which one, without its password', async () => {
    const { code, stderr } = await refused(NOWHERE)
    expect(code).toBe(1)
    expect(stderr).toContain('The database does not answer')
    expect(stderr).toContain('postgresql://ada:***@127.0.0.1:1/sluice')
    expect(stderr).not.toMatch(/hidden|\n\s+at /)
  })

  test('when the database is newer than the program, which leaves it as it is', async () => {
    await using newer = await migratedDatabase()
    await rowsOf(newer.url, `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('x', 'x', '9999_future', now(), 1)`) // prettier-ignore
    const { code, stderr } = await refused(newer.url)
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('made by a newer Sluice (it knows 9999_future)') as string }) // prettier-ignore
  })
})

const disk = smallDisk()

test.skipIf(disk === undefined)('a data folder without space is refused (needs the right to mount a small tmpfs)', () => {
  expect(() => prepareDataFolder(join(disk?.folder ?? '', 'data'))).toThrow('no-space')
})

describe('sign-in-link', () => {
  const running = (databaseUrl: string) => ({ pid: process.pid, address: 'http://127.0.0.1:4400', databaseUrl })
  const links = (): Promise<readonly unknown[][]> =>
    rowsOf(database.url, `SELECT identifier FROM verification WHERE identifier LIKE 'magic-link:%'`)

  test('prints a link that is good for the owner; the one before is good no longer', async () => {
    const data = await folderWith({ 'running.json': running(database.url) })
    const made: string[] = []
    for (let i = 0; i < 2; i++) {
      const { code, stdout, stderr } = await start(['sign-in-link', '--data', data]).ended
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      made.push(/^http:\/\/127\.0\.0\.1:4400\/sign-in#token=(\S+)$/m.exec(stdout)?.[1] ?? '')
      expect(await links()).toEqual([[`magic-link:${hashToken(made.at(-1) ?? '')}`]])
    }
    expect(new Set(made).size).toBe(2)
  })

  test('gets an owner who lost the password back in: the link lets a new one be set, and the old one is worth nothing', async () => {
    await using api = await testServer()
    const owner = { email: 'ada@example.test', name: 'Ada' }
    const [lost, found] = ['violet tram under seven hills', 'found again beneath the oak']
    const before = await api.owner()
    expect((await before.post('/api/session/password', { ...owner, password: lost })).status).toBe(200)
    const data = await folderWith({ 'running.json': { ...running(api.config.databaseUrl), address: api.origin } })
    const { stdout } = await start(['sign-in-link', '--data', data]).ended
    const [, origin, token] = /^(\S+)\/sign-in#token=(\S+)$/m.exec(stdout) ?? []
    expect(origin).toBe(api.origin)

    const back = api.stranger()
    expect((await back.post('/api/sign-in/link', { token })).status).toBe(200)
    expect((await back.post('/api/session/password', { ...owner, password: found })).status).toBe(200)
    const signIn = async (password: string) => (await api.stranger().post('/api/sign-in/password', { email: owner.email, password })).status
    expect([await signIn(lost), await signIn(found)]).toEqual([401, 200])
    // Whoever was in with the old one is out.
    expect((await before.get('/api/session')).status).toBe(401)
  })

  test('says what to do when nothing runs on the folder, and when its database is away', async () => {
    const idle = await start(['sign-in-link', '--data', await folderWith({})]).ended
    expect(idle).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Start it first with npm start') as string })
    const away = await start(['sign-in-link', '--data', await folderWith({ 'running.json': running(NOWHERE) })]).ended
    expect(away).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('The database does not answer') as string })
    expect(away.stderr).not.toMatch(/hidden|\n\s+at /)
  })
})
