import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { columns, copyCsv, node, runOn, type Ran } from './flow-run.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  closing.push(() => server.closeAllConnections(), () => server.close()) // prettier-ignore
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : ''
}

const fetchFrom = (host: string, config = {}, allowed = [host]): Promise<Ran> =>
  runOn({
    ...copyCsv(node('in', 'source.http', { url: `http://${host}/rows`, columns: columns('a'), timeoutSeconds: 1, retries: 0, ...config })),
    job: { allowedHosts: allowed },
  })

const answer =
  (status: number, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

const failing = [
  { name: 'HTTP 404', listener: answer(404, '{}'), config: {}, code: 'http-status' },
  { name: 'HTTP 500', listener: answer(500, '{}'), config: {}, code: 'http-status' },
  { name: 'an answer that never comes', listener: () => undefined, config: {}, code: 'http-timeout' },
  { name: 'an answer that is not JSON', listener: answer(200, '<html>'), config: {}, code: 'not-json' },
  { name: 'pages without end', listener: answer(200, '[{"a":1}]'), config: { paging: 'page', pageParam: 'page', maxPages: 5 }, code: 'endless-paging' },
] // prettier-ignore

for (const { name, listener, config, code } of failing)
  test(`${name} fails the run`, async () => {
    const { result, written } = await fetchFrom(await serve(listener), config)
    expect(result.status).toBe('failed')
    expect(result.problems.map((p) => p.code)).toContain(code)
    expect(written('out.csv')).toBe(false)
  })

test('a service on this machine is not called unless it is listed', async () => {
  let called = 0
  const host = await serve((_request, response) => {
    called++
    response.end('[]')
  })
  const { result } = await fetchFrom(host, {}, [])
  expect(result.status).toBe('failed')
  expect(called).toBe(0)
})

test('a service that recovers is asked again', async () => {
  let calls = 0
  const host = await serve((_request, response) => {
    calls++
    response.writeHead(calls === 1 ? 503 : 200, { 'content-type': 'application/json', 'retry-after': '0' }).end('[{"a":1}]')
  })
  const ran = await fetchFrom(host, { retries: 2 })
  expect(await ran.output('out.csv')).toBe('a\n1\n')
})
