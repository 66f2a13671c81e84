import { gzipSync } from 'node:zlib'
import type { SourceContext } from '@sluice/engine/connector'
import { expect, test } from 'vitest'
import { failureOf, type ReadRows, readBatches } from '../source-fixture.ts'
import { httpFixture, type HttpFixture, json } from './http-fixture.ts'
import { openHttp, probeHttp } from './open.ts'

async function read(
  fixture: HttpFixture,
  config: Readonly<Record<string, unknown>> = {},
  more: Partial<SourceContext> = {},
): Promise<ReadRows> {
  const context = fixture.source.context(['id'], { allowedHosts: [fixture.host], ...more })
  return readBatches(await openHttp({ url: `${fixture.url}/items`, ...config }, context, fixture.pace))
}

test('records, headers, query and numbers as they are written', async () => {
  await using fixture = await httpFixture((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"data":[{"id":12345678901234567890.10},{"id":null}]}'))
  })
  const config = {
    recordPath: 'data',
    url: `${fixture.url}/items?a=1`,
    query: [{ name: 'q', value: 'x y&z' }],
    headers: [{ name: 'X-Team', value: 'ops' }],
  }
  expect((await read(fixture, config)).rows).toEqual([['12345678901234567890.10'], [null]])
  expect(fixture.requests[0]?.url).toBe('/items?a=1&q=x+y%26z')
  expect(fixture.requests[0]?.headers['x-team']).toBe('ops')
})

test.each([
  [{ auth: 'bearer', token: { secret: 'key' } }, 'authorization', 'Bearer s3cr3t/+'],
  [
    { auth: 'basic', username: 'me', password: { secret: 'key' } },
    'authorization',
    `Basic ${Buffer.from('me:s3cr3t/+').toString('base64')}`,
  ],
  [{ auth: 'api-key', apiKeyName: 'X-Key', apiKeyIn: 'header', apiKey: { secret: 'key' } }, 'x-key', 's3cr3t/+'],
])('signs in: %j', async (config, header, value) => {
  await using fixture = await httpFixture((_, response) => {
    json(response, [])
  })
  await read(fixture, config, { secrets: { key: 's3cr3t/+' } })
  expect(fixture.requests[0]?.headers[header]).toBe(value)
})

test('a secret in the query is never seen in a message; a secret nobody has is an error', async () => {
  await using fixture = await httpFixture((_, response) => {
    json(response, {}, 404)
  })
  const config = { auth: 'api-key', apiKeyName: 'key', apiKeyIn: 'query', apiKey: { secret: 'key' } }
  const failure = await failureOf(read(fixture, config, { secrets: { key: 's3cr3t/+' } }))
  expect(fixture.requests[0]?.url).toBe('/items?key=s3cr3t%2F%2B')
  expect(failure).toEqual({ code: 'http-status', params: { status: 404, url: `${fixture.url}/items?key=***` } })
  expect((await failureOf(read(fixture, config))).code).toBe('secret-not-found')
  expect((await failureOf(read(fixture, { auth: 'bearer', token: null }))).code).toBe('secret-not-chosen')
})

test('pages are read until one is empty', async () => {
  await using fixture = await httpFixture((request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('p'))
    json(response, page <= 3 ? [{ id: page }] : [])
  })
  const config = { paging: 'page', pageParam: 'p', pageStart: 1, pageSizeParam: 'size', pageSize: 1, maxPages: 10 }
  expect((await read(fixture, config)).rows).toEqual([['1'], ['2'], ['3']])
  expect(fixture.requests.at(-1)?.url).toBe('/items?size=1&p=4')
})

test('cursors are followed until there is none, whole addresses too', async () => {
  await using fixture = await httpFixture((request, response) => {
    const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor')
    if (cursor === null) json(response, { items: [{ id: 1 }], meta: { next: 'b/1' } })
    else if (cursor === 'b/1') json(response, { items: [], meta: { next: '/items?cursor=c' } })
    else json(response, { items: [{ id: 3 }], meta: { next: null } })
  })
  expect((await read(fixture, { recordPath: 'items', paging: 'cursor', cursorPath: 'meta.next' })).rows).toEqual([['1'], ['3']])
})

test('paging that never ends is an error', async () => {
  await using same = await httpFixture((_, response) => {
    json(response, { items: [{ id: 1 }], next: 'again' })
  })
  expect((await failureOf(read(same, { recordPath: 'items', paging: 'cursor' }))).code).toBe('endless-paging')
  expect((await failureOf(read(same, { recordPath: 'items', paging: 'page' }))).code).toBe('endless-paging')
  await using other = await httpFixture((_, response, count) => {
    json(response, [{ id: count }])
  })
  expect(await failureOf(read(other, { paging: 'page', maxPages: 5 }))).toEqual({
    code: 'too-many-pages',
    params: { url: `${other.url}/items`, limit: 5 },
  })
  expect(other.requests).toHaveLength(5)
})

test('429 and 5xx are tried again with growing pauses, as long as the server asks at least', async () => {
  await using fixture = await httpFixture((_, response, count) => {
    if (count === 1) response.writeHead(503).end()
    else if (count === 2) response.writeHead(429, { 'retry-after': '7' }).end()
    else if (count === 3) response.writeHead(500, { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }).end()
    else json(response, [{ id: 1 }])
  })
  expect((await read(fixture, { retries: 3 })).rows).toEqual([['1']])
  expect(fixture.waits).toEqual([375, 7000, 20_000])
})

test('kinds of failure that the settings leave out are not tried again; each try that is, is told', async () => {
  await using fixture = await httpFixture((request, response, count) => {
    if (request.url === '/cut') response.destroy()
    else if (count <= 2) response.writeHead(503).end()
    else json(response, [{ id: 1 }])
  })
  const told: unknown[] = []
  const config = { retryUnreachable: false, retryFirstSeconds: 2, retryLongestSeconds: 3 }
  expect((await read(fixture, config, { onRetry: (retry) => told.push(retry) })).rows).toEqual([['1']])
  expect(told).toEqual([
    { code: 'http-status', next: 1, times: 3, waitMs: 1_500 },
    { code: 'http-status', next: 2, times: 3, waitMs: 2_250 },
  ])
  expect((await failureOf(read(fixture, { ...config, url: `${fixture.url}/cut` }))).code).toBe('http-unreachable')
  expect(fixture.requests).toHaveLength(4)
})

test('after the last try the status is told; 4xx is not tried again', async () => {
  await using fixture = await httpFixture((request, response) => {
    json(response, {}, request.url === '/gone' ? 410 : 500)
  })
  expect(await failureOf(read(fixture, { retries: 2 }))).toEqual({
    code: 'http-status',
    params: { status: 500, url: `${fixture.url}/items` },
  })
  expect(fixture.waits).toHaveLength(2)
  expect((await failureOf(read(fixture, { url: `${fixture.url}/gone` }))).params['status']).toBe(410)
  expect(fixture.requests).toHaveLength(4)
})

test('a service that does not answer, or breaks off, or is not there', async () => {
  await using fixture = await httpFixture((request, response) => {
    if (request.url === '/cut') response.writeHead(200, { 'content-length': '100' }).write('[{"id"', () => response.destroy())
  })
  expect(await failureOf(read(fixture, { timeoutSeconds: 0.2, retries: 1 }))).toEqual({
    code: 'http-timeout',
    params: { url: `${fixture.url}/items`, seconds: 0.2 },
  })
  expect((await failureOf(read(fixture, { url: `${fixture.url}/cut`, retries: 0 }))).code).toBe('http-unreachable')
  const gone = { url: 'http://127.0.0.1:1/x', retries: 0 }
  expect(await failureOf(read(fixture, gone, { allowedHosts: ['127.0.0.1:1'] }))).toMatchObject({
    code: 'http-unreachable',
    params: { reason: 'ECONNREFUSED' },
  })
})

test.each([
  ['<!doctype html><title>Sign in</title>', 'not-json', { start: '<!doctype html><title>Sign in</title>' }],
  ['', 'not-json', { start: '' }],
  ['[{"id":1},{"id"', 'truncated-json', { line: 1 }],
  ['[{"id":1},]', 'broken-json', { column: 11 }],
])('an answer that is no JSON: %j', async (body, code, params) => {
  await using fixture = await httpFixture((_, response) => {
    response.end(body)
  })
  expect(await failureOf(read(fixture))).toMatchObject({ code, params })
})

test.each(['windows-1252', 'iso-8859-1'])('an answer in %s is read by its own table', async (charset) => {
  await using fixture = await httpFixture((_, response) => {
    response.setHeader('content-type', `application/json; charset=${charset}`)
    response.end(Buffer.from([...Buffer.from('[{"id":"'), 0x80, 0xe9, 0x93, ...Buffer.from('"}]')]))
  })
  expect((await read(fixture)).rows).toEqual([['€é“']])
})

test('an answer that is too large is not taken', async () => {
  await using fixture = await httpFixture((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(80 << 20, 0x20)))
  })
  expect((await failureOf(read(fixture))).code).toBe('response-too-large')
})

test('redirects are followed, with headers to the first host only', async () => {
  await using target = await httpFixture((_, response) => {
    json(response, [{ id: 2 }])
  })
  await using fixture = await httpFixture((request, response) => {
    if (request.url === '/items') response.writeHead(302, { location: '/moved' }).end()
    else if (request.url === '/moved') response.writeHead(307, { location: `${target.url}/there` }).end()
    else response.writeHead(301, { location: '/loop' }).end()
  })
  const allowedHosts = [fixture.host, target.host]
  const config = { auth: 'bearer', token: { secret: 'key' }, headers: [{ name: 'Cookie', value: 'a=b' }] }
  expect((await read(fixture, config, { allowedHosts, secrets: { key: 'x' } })).rows).toEqual([['2']])
  expect(fixture.requests[1]?.headers.authorization).toBe('Bearer x')
  expect([target.requests[0]?.headers.authorization, target.requests[0]?.headers.cookie]).toEqual([undefined, undefined])
  expect((await failureOf(read(fixture, { url: `${fixture.url}/loop` }))).code).toBe('too-many-redirects')
  expect(await failureOf(read(fixture, {}))).toMatchObject({ code: 'address-refused', params: { address: '127.0.0.1' } })
})

test('local addresses are refused unless the host lists them, however they are written', async () => {
  await using fixture = await httpFixture((_, response) => {
    json(response, [])
  })
  const port = fixture.host.split(':')[1] ?? ''
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'])
    expect((await failureOf(read(fixture, { url: `http://${host}:${port}/`, retries: 0 }, { allowedHosts: ['127.0.0.1:1'] }))).code).toBe(
      'address-refused',
    )
  expect(fixture.requests).toHaveLength(0)
})

test.each(['ftp://x/', 'nonsense', 'http://user:pass@example.com/', 'file:///etc/passwd', ''])('%j is no address', async (url) => {
  await using fixture = await httpFixture(() => undefined)
  expect((await failureOf(read(fixture, { url }))).code).toBe('bad-url')
})

test('the probe tells path and columns', async () => {
  await using fixture = await httpFixture((_, response) => {
    json(response, { page: 1, result: { items: [{ id: 1, at: '2026-01-01' }, { id: 2 }] } })
  })
  const context = fixture.source.context([], { allowedHosts: [fixture.host] })
  expect((await probeHttp({ url: fixture.url }, context, fixture.pace)).config).toEqual({
    recordPath: 'result.items',
    columns: [
      { source: 'id', name: 'id', type: 'integer' },
      { source: 'at', name: 'at', type: 'date' },
    ],
  })
})
