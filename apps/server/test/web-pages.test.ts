import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testServer, type TestServer } from './server.ts'

const web = mkdtempSync(join(tmpdir(), 'sluice-web-'))
let api: TestServer
beforeAll(async () => {
  mkdirSync(join(web, 'assets'))
  writeFileSync(join(web, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__">1</script>')
  writeFileSync(join(web, 'assets', 'app-1234.js'), 'export {}')
  api = await testServer({ web })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  rmSync(web, { recursive: true, force: true })
})

test.each(['/', '/sign-in', '/flows/some-id', '/index.html'])('%s is the page, with the nonce of this very answer', async (path) => {
  const answers = [await api.stranger().get(path), await api.stranger().get(path)]
  const nonces = answers.map(({ text, headers }) => {
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? ''
    expect(headers.get('content-security-policy')).toContain(`script-src 'self' 'nonce-${nonce}'`)
    expect(headers.get('cache-control')).toBe('no-store')
    return nonce
  })
  expect(new Set(nonces).size).toBe(2)
})

test('assets are kept for ever; one that is not there is not the page', async () => {
  const { headers, text } = await api.stranger().get('/assets/app-1234.js')
  expect(text).toBe('export {}')
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(await api.stranger().get('/assets/gone.js')).toMatchObject({ status: 404, body: { error: { code: 'no-such-route' } } })
  expect((await api.stranger().get('/assets/../../package.json')).text).not.toContain('dependencies')
  expect((await api.stranger().get('/assets/%2e%2e/%2e%2e/package.json')).text).not.toContain('dependencies')
})

test('unknown addresses of the API are never the page, and one that can not be decoded is refused', async () => {
  expect(await api.stranger().get('/api/unknown')).toMatchObject({ status: 404, body: { error: { code: 'no-such-route' } } })
  expect((await api.stranger().get('/api/flows/%E0%A4%A')).status).toBe(400)
  expect(api.logged()).not.toContain('"level":50')
})
