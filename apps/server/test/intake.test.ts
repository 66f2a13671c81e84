import { emptyFlow } from '@sluice/flow'
import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
let flow = ''
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  flow = (await owner.post('/api/flows', { flow: emptyFlow('Events') })).id
})
afterAll(() => api[Symbol.asyncDispose]())

let paths = 0
/** A webhook at a path of its own. */
async function webhook(config: Record<string, unknown> = {}) {
  const path = `hook-${++paths}`
  const answer = await owner.post('/api/triggers', { name: path, flowId: flow, config: { kind: 'webhook', path, ...config } })
  expect(answer.status, answer.text).toBe(200)
  const { trigger, secret } = answer.body as unknown as { trigger: { id: string }; secret: string }
  return { id: trigger.id, secret, address: `/in/main/${path}` }
}

const send = async (address: string, body: string, headers: Record<string, string> = {}, method = 'POST') => {
  const response = await fetch(api.origin + address, { method, ...(method === 'GET' ? {} : { body }), headers: { 'content-type': 'application/json', ...headers } }) // prettier-ignore
  const text = await response.text()
  return { status: response.status, code: /"code":"([a-z-]+)"/.exec(text)?.[1], text, headers: response.headers }
}
const kept = (id: string) => api.server.services.store.database.triggerEvent.count({ where: { triggerId: id } })
const hex = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex')
const now = (): number => Math.floor(Date.now() / 1_000)

describe('a signature as GitHub sends it', () => {
  const BODY = '{"action":"opened","n":12345678901234567890}'

  test('lets a request in, once', async () => {
    const { id, secret, address } = await webhook({ signIn: { kind: 'signature' }, dedupe: { kind: 'header', name: 'X-Id' } })
    const signature = `sha256=${hex(secret, BODY)}`
    expect(await send(address, BODY, { 'x-hub-signature-256': signature, 'x-id': '1' })).toMatchObject({ status: 202 })
    // The sender did not hear the answer and sends again: the same event.
    expect(await send(address, BODY, { 'x-hub-signature-256': signature, 'x-id': '1' })).toMatchObject({ status: 200, text: '{"accepted":true,"duplicate":true}' }) // prettier-ignore
    // Somebody else sends it again under another id, which the signature does not cover.
    expect(await send(address, BODY, { 'x-hub-signature-256': signature, 'x-id': '2' })).toMatchObject({ status: 409, code: 'signature-replayed' }) // prettier-ignore
    expect(await kept(id)).toBe(1)
  })

  test.each([
    ['none', {}, 'signature-missing'],
    ['empty', { 'x-hub-signature-256': '' }, 'signature-wrong'],
    ['without its prefix', { 'x-hub-signature-256': 'a'.repeat(64) }, 'signature-wrong'],
    ['of another secret', { 'x-hub-signature-256': `sha256=${hex('other', BODY)}` }, 'signature-wrong'],
    ['cut short', { 'x-hub-signature-256': 'sha256=ab' }, 'signature-wrong'],
  ])('%s is refused and nothing is kept', async (_name, headers, code) => {
    const { id, address } = await webhook({ signIn: { kind: 'signature' } })
    expect(await send(address, BODY, headers)).toMatchObject({ status: 401, code })
    expect(await kept(id)).toBe(0)
  })

  test('of another body is refused', async () => {
    const { secret, address } = await webhook({ signIn: { kind: 'signature' } })
    expect(await send(address, '{"action":"closed"}', { 'x-hub-signature-256': `sha256=${hex(secret, BODY)}` })).toMatchObject({ code: 'signature-wrong' }) // prettier-ignore
  })
})

describe('a signature with its time', () => {
  const timed = (secret: string, body: string, seconds: number) => ({
    'sluice-signature': `t=${seconds},v1=${hex(secret, `${seconds}.${body}`)}`,
  })

  test.each([
    ['too old', -400, 'signature-too-old'],
    ['from the future', 400, 'signature-too-new'],
  ])('%s is refused', async (_name, seconds, code) => {
    const { id, secret, address } = await webhook({ signIn: { kind: 'timed-signature' } })
    expect(await send(address, '{}', timed(secret, '{}', now() + seconds))).toMatchObject({ status: 401, code })
    expect(await kept(id)).toBe(0)
  })

  test('is good within its time, also beside one of an older secret; a changed time or a malformed header is not', async () => {
    const { secret, address } = await webhook({ signIn: { kind: 'timed-signature' } })
    const seconds = now() - 200
    const good = hex(secret, `${seconds}.{}`)
    expect(await send(address, '{}', { 'sluice-signature': `t=${seconds}, v1=${hex('old', 'x')}, v1=${good}` })).toMatchObject({
      status: 202,
    })
    expect(await send(address, '{}', { 'sluice-signature': `t=${seconds + 1},v1=${good}` })).toMatchObject({ status: 401, code: 'signature-wrong' }) // prettier-ignore
    for (const malformed of ['v1=ab', 't=1', 't=x,v1=ab', 'nonsense', `t=1,${'v1=a,'.repeat(50)}`])
      expect(await send(address, '{}', { 'sluice-signature': malformed })).toMatchObject({ status: 401, code: 'signature-malformed' })
  })

  test('lets the same event in once within its time, under whatever key somebody else sends it again', async () => {
    const { id, secret, address } = await webhook({ signIn: { kind: 'timed-signature' }, dedupe: { kind: 'header', name: 'X-Id' } })
    const signed = timed(secret, '{}', now())
    expect(await send(address, '{}', { ...signed, 'x-id': '1' })).toMatchObject({ status: 202 })
    expect(await send(address, '{}', { ...signed, 'x-id': '1' })).toMatchObject({ status: 200 })
    expect(await send(address, '{}', { ...signed, 'x-id': '2' })).toMatchObject({ status: 409, code: 'signature-replayed' })
    expect(await kept(id)).toBe(1)
  })

  test('after the secret was changed the old one is worth nothing', async () => {
    const { id, secret, address } = await webhook({ signIn: { kind: 'timed-signature' } })
    const rotated = await owner.post(`/api/triggers/${id}/secret`)
    const fresh = (rotated.body as unknown as { secret: string }).secret
    expect(await send(address, '{}', timed(secret, '{}', now()))).toMatchObject({ status: 401 })
    expect(await send(address, '{}', timed(fresh, '{}', now()))).toMatchObject({ status: 202 })
    expect((await owner.get(`/api/triggers/${id}`)).text).not.toContain(fresh)
    const stored = await api.server.services.store.database.trigger.findUniqueOrThrow({ where: { id } })
    expect(JSON.stringify(stored)).not.toContain(fresh)
  })
})

test('an API key lets in who has it', async () => {
  const { secret, address } = await webhook({ signIn: { kind: 'api-key' } })
  expect(await send(address, '{}')).toMatchObject({ status: 401, code: 'api-key-missing' })
  expect(await send(address, '{}', { 'x-api-key': `${secret}x` })).toMatchObject({ status: 401, code: 'api-key-wrong' })
  expect(await send(address, '{}', { 'x-api-key': secret })).toMatchObject({ status: 202 })
})

describe('what is not taken', () => {
  test.each([
    ['text', { 'content-type': 'text/plain' }, '{}', 415, 'json-expected'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1', 415, 'json-expected'],
    ['something packed', { 'content-encoding': 'gzip' }, '{}', 415, 'encoding-not-taken'],
    ['broken JSON', {}, '{"a":', 400, 'not-json'],
    ['nothing', {}, '', 400, 'not-json'],
    ['a million brackets', {}, '['.repeat(500_000), 400, 'json-too-deep'],
    ['a prototype', {}, '{"a":{"__proto__":{"x":1}}}', 400, 'forbidden-key'],
    ['a prototype in disguise', {}, '{"\\u005f_proto__":{"x":1}}', 400, 'forbidden-key'],
    ['more than the limit', {}, JSON.stringify('x'.repeat(2_000_000)), 413, 'body-too-large'],
  ])('%s', async (_name, headers, body, status, code) => {
    const { id, address } = await webhook()
    expect(await send(address, body, headers)).toMatchObject({ status, code })
    expect(await kept(id)).toBe(0)
  })

  test('a body of 100 MB is refused before it is sent', async () => {
    const { address } = await webhook()
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(api.server.port, '127.0.0.1')
      let text = ''
      socket.setEncoding('utf8').on('data', (data: string) => (text += data)).once('error', reject).once('close', () => resolve(text)) // prettier-ignore
      socket.write(`POST ${address} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n`)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('body-too-large')
  })

  test('one that grows past the limit without telling its length is cut off', async () => {
    const { id, address } = await webhook({ maxBodyKb: 16 })
    const endless = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(8_192).fill(32)) })
    const init = { method: 'POST', body: endless, duplex: 'half' as const, headers: { 'content-type': 'application/json' } }
    const answer = await fetch(api.origin + address, init).then(({ status }) => status, () => 413) // prettier-ignore
    expect(answer).toBe(413)
    expect(await kept(id)).toBe(0)
  })

  test('other addresses and methods', async () => {
    const { address } = await webhook()
    expect(await send(`${address}/more`, '{}')).toMatchObject({ status: 404, code: 'no-such-address' })
    expect(await send(address.replace('main', 'other'), '{}')).toMatchObject({ status: 404 })
    for (const odd of ['/in/', '/in/main', '/in/main/', `${address}/`, '/in/main/%2e%2e/api/flows', '/in//x']) expect(await send(odd, '{}'), odd).toMatchObject({ status: 404 }) // prettier-ignore
    const wrong = await send(address, '', {}, 'GET')
    expect(wrong).toMatchObject({ status: 405, code: 'wrong-method' })
    expect(wrong.headers.get('allow')).toBe('POST')
  })

  test('too many in a second', async () => {
    const { address } = await webhook({ ratePerSecond: 1, dedupe: { kind: 'none' } })
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(address, '{}')))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429, 429, 429])
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1')
  })
})

describe('what makes an event the same', () => {
  test.each([
    ['its body', { kind: 'body' }, '{"a":1}', '{"a": 1}'],
    ['a value in it, exact to the last digit', { kind: 'path', path: 'data.id' }, '{"data":{"id":12345678901234567890}}', '{"data":{"id":12345678901234567891}}'],
    ['a value in it, whatever else changes', { kind: 'path', path: 'id' }, '{"id":"a","n":1}', '{"id":"b","n":1}'],
  ])('%s', async (_name, dedupe, first, second) => {
    const { id, address } = await webhook({ dedupe })
    expect((await send(address, first)).status).toBe(202)
    expect((await send(address, first)).status).toBe(200)
    expect((await send(address, second)).status).toBe(202)
    expect(await kept(id)).toBe(2)
  }) // prettier-ignore

  test('one without its key is refused', async () => {
    const byHeader = await webhook({ dedupe: { kind: 'header', name: 'X-Id' } })
    expect(await send(byHeader.address, '{}')).toMatchObject({ status: 400, code: 'event-key-missing' })
    const byPath = await webhook({ dedupe: { kind: 'path', path: 'a.b' } })
    for (const body of ['{}', '{"a":[]}', '{"a":{"b":null}}', '[]', '1']) expect(await send(byPath.address, body)).toMatchObject({ status: 400, code: 'event-key-missing' }) // prettier-ignore
  })

  test('of a hundred at once exactly one is the event', async () => {
    const { id, address } = await webhook()
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(address, '{"same":true}')))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99)
    expect(await kept(id)).toBe(1)
  })
})

test('a body is kept as it came, without what proves who sent it', async () => {
  const { id, secret, address } = await webhook({ signIn: { kind: 'api-key' } })
  const body = '{ "n": 12345678901234567.89, "n2":1e400, "b":"\\u0000", "a": 1 }'
  await send(`${address}?shop=a%20b`, body, { 'x-api-key': secret, 'x-event': 'order', cookie: 'c=1', authorization: 'Bearer z' })
  const { store } = api.server.services
  const [row] = await store.database.$queryRaw<
    { body: string; request: unknown }[]
  >`SELECT payload::text AS body, request FROM trigger_event WHERE trigger_id = ${id}::uuid`
  expect(row?.body).toBe(body)
  expect(row?.request).toMatchObject({ path: {}, query: { shop: 'a b' }, headers: { 'x-event': 'order' } })
  expect(JSON.stringify(row)).not.toContain(secret)
  expect(JSON.stringify(row)).not.toContain('Bearer')
  const events = (await owner.get(`/api/triggers/${id}/events`)).text
  expect(events).toContain('12345678901234567.89')
})

test('what was refused is counted by its reason', async () => {
  const { id, address } = await webhook()
  await send(address, '{}', { 'content-type': 'text/plain' })
  await send(address, '{"a":1}')
  await send(address, '{"a":1}')
  await expect.poll(async () => (await owner.get(`/api/triggers/${id}`)).body).toMatchObject({ refused: { 'json-expected': 1, duplicate: 1 }, events: { accepted: 1 } }) // prettier-ignore
})
