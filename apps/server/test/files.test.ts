import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceFiles } from '@sluice/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { matching } from './matchers.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
let root: string
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  root = workspaceFiles(api.config.data, (await api.server.services.store.ensureOwner()).workspaceId)
  mkdirSync(root, { recursive: true })
})
afterAll(() => api[Symbol.asyncDispose]())

const at = (path: string): string => `/api/files/content?path=${encodeURIComponent(path)}`
const upload = (path: string, body: string | Uint8Array<ArrayBuffer> = 'a,b\n1,2\n') =>
  owner.send('PUT', at(path), { body, headers: { 'content-type': 'application/octet-stream' } })

test('a file that was uploaded is listed, comes back byte for byte, and is gone when deleted', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251)
  expect(await upload('in/客户 数据.csv', bytes)).toMatchObject({ status: 200, body: { path: 'in/客户 数据.csv', bytes: 300_000 } })
  expect((await owner.get('/api/files')).body).toMatchObject({ files: [{ path: 'in/客户 数据.csv', bytes: 300_000 }] })
  const download = await owner.stream(at('in/客户 数据.csv'))
  expect(Buffer.from(await download.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true)
  expect(download.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('客户 数据.csv')}`)
  expect((await owner.delete(at('in/客户 数据.csv'))).body).toEqual({ deleted: true })
  expect((await owner.get('/api/files')).body).toEqual({ files: [] })
})

test('an upload over a file replaces it as a whole', async () => {
  await upload('same.csv', 'first')
  await upload('same.csv', 'second')
  expect((await owner.get(at('same.csv'))).text).toBe('second')
  await owner.delete(at('same.csv'))
})

test('a download is never a page of ours, whatever is in it', async () => {
  await upload('page.html', '<script>alert(1)</script>')
  const { headers } = await owner.get(at('page.html'))
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toMatch(/^attachment;/)
  expect(headers.get('content-security-policy')).toContain('sandbox')
  await owner.delete(at('page.html'))
})

test.each([
  '../x',
  '..',
  '.',
  '/etc/passwd',
  'a/../../x',
  'a//b',
  'a/',
  '.hidden',
  'a/.b',
  'a\\..\\x',
  'C:x',
  'nul',
  'CON.txt',
  'a\u0000b',
  'x\n',
  'dot.',
  '%2e%2e/x\u2028/..',
  'a'.repeat(300),
  Array(11).fill('a').join('/'),
])('the path %j is refused, for reading and for writing', async (path) => {
  for (const answer of [await upload(path), await owner.get(at(path)), await owner.delete(at(path))]) {
    expect(answer).toMatchObject({ status: 400, body: { error: { code: matching(/^(?:bad-path|invalid-request)$/) } } })
  }
})

test('there is no way through a symbolic link, and a folder is no file', async () => {
  writeFileSync(join(api.config.data, 'outside.txt'), 'secret')
  symlinkSync(join(api.config.data, 'outside.txt'), join(root, 'link.txt'))
  symlinkSync(api.config.data, join(root, 'folder'))
  mkdirSync(join(root, 'real'))
  for (const path of ['link.txt', 'folder/outside.txt', 'folder/new.txt', 'real']) {
    expect((await owner.get(at(path))).status, path).toBe(400)
    expect((await upload(path)).status, path).toBe(400)
  }
  expect((await owner.get('/api/files')).body).toEqual({ files: [] })
})

test('what is too large is refused and leaves nothing, with or without a length', async () => {
  const large = new Uint8Array(1_500_000)
  expect(await upload('large.bin', large)).toMatchObject({
    status: 413,
    body: { error: { code: 'file-too-large', params: { bytes: 1_000_000 } } },
  })
  for (const name of ['one.bin', 'two.bin']) expect((await upload(name, new Uint8Array(900_000))).status).toBe(200)
  expect(await upload('three.bin', new Uint8Array(900_000))).toMatchObject({
    status: 507,
    body: { error: { code: 'quota-exceeded', params: { bytes: 200_000 } } },
  })
  // Replacing a file frees its own room.
  expect((await upload('two.bin', new Uint8Array(950_000))).status).toBe(200)
  expect(readdirSync(join(root, '..', 'drafts'))).toEqual([])
})

test('another workspace sees none of it', async () => {
  const other = await api.server.services.store.database.workspace.create({ data: { name: 'Other' } })
  const eve = await api.member('owner', other.id)
  expect((await eve.get('/api/files')).body).toEqual({ files: [] })
  expect((await eve.get(at('one.bin'))).status).toBe(404)
})
