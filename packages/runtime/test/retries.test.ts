import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectors } from '@sluice/connectors'
import { runFlow, type RunEvent, type RunJob } from '@sluice/engine'
import { flowSchema, type FlowNode } from '@sluice/flow'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresqlFixture, type PostgresqlFixture } from '../../connectors/src/postgresql/postgresql-fixture.ts'
import { brokenLine, type HowCut, type Passed } from './broken-line.ts'
import { columns, edge, node } from './flow-run.ts'
import { scratch } from './host.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
  await fixture.run(`CREATE TABLE many AS SELECT n AS id, repeat('x', 100) AS text FROM generate_series(1, 20000) n`)
})
afterAll(() => fixture[Symbol.asyncDispose]())

type Config = FlowNode['config']
const QUICK = { retryFirstSeconds: 0.01 }

interface Ran {
  readonly events: readonly RunEvent[]
  readonly end: Extract<RunEvent, { type: 'run-finished' }>
  /** Tries that were followed by another: node, code, which of how many. */
  readonly retries: readonly string[]
}

let runs = 0
async function run(
  nodes: readonly FlowNode[],
  job: Partial<RunJob>,
  onRetry?: () => void,
  signal = new AbortController().signal,
): Promise<Ran> {
  const folder = await scratch()
  const folders = { input: folder, output: join(folder, 'out'), work: join(folder, 'work') }
  for (const name of ['out', 'work']) await mkdir(join(folder, name))
  const events: RunEvent[] = []
  const emit = (event: RunEvent): void => {
    events.push(event)
    if (event.type === 'log' && event.code === 'node-retry') onRetry?.()
  }
  const flow = flowSchema.parse({ sluice: 1, name: 'retries', nodes, edges: [edge('in', 'out')] })
  const complete: RunJob = {
    runId: `retry-${++runs}`, attempt: 1, flow, parameters: {}, folders, limits: { memoryMb: 1_024, threads: 1 }, secrets: {}, connections: {},
    allowedHosts: [], now: '2026-01-01T00:00:00Z', zone: 'UTC', rejectSample: 10, ...job,
  } // prettier-ignore
  await runFlow(complete, connectors, emit, signal, () => Promise.resolve('go'))
  const end = events.at(-1)
  if (end?.type !== 'run-finished') throw new Error('the run told no end')
  const logged = events.flatMap((event) => (event.type === 'log' ? [event] : []))
  expect(logged.every(({ code, level }) => code === 'node-retry' && level === 'warning')).toBe(true)
  return { events, end, retries: logged.map(({ params: { node: of, code, next, times } }) => `${of} ${code} ${next}/${times}`) }
}

/** A service that answers what it is told to, one request after the other, then rows. */
async function service(answers: readonly ((response: ServerResponse) => void)[]) {
  let asked = 0
  const server = createServer((_request, response) => {
    const answer = answers[asked++]
    if (answer === undefined) response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":1},{"id":2}]')
    else answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Boundary: a server that listens on a port has such an address.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const flow = (config: Config = QUICK): readonly FlowNode[] => [node('in', 'source.http', { url: `http://${host}/`, columns: columns('id'), ...config }), node('out', 'sink.table')] // prettier-ignore
  return { flow, job: { allowedHosts: [host] }, asked: () => asked, [Symbol.asyncDispose]: close }
}
const status = (code: number, headers: Record<string, string> = {}) => (response: ServerResponse): void => void response.writeHead(code, headers).end() // prettier-ignore

test('a service that fails n times is asked until it answers; each retry is in the log', async () => {
  await using web = await service([status(503), (response) => response.destroy(), status(429, { 'retry-after': '0' })])
  const { end, retries } = await run(web.flow(), web.job)
  expect(end).toMatchObject({ status: 'succeeded', nodes: { in: { passed: 2 } } })
  expect(retries).toEqual(['in http-status 1/3', 'in http-unreachable 2/3', 'in http-status 3/3'])
  expect(web.asked()).toBe(4)
})

test('what fails for good is asked once; after the last try the run says that a later one may fare better', async () => {
  await using gone = await service([status(404)])
  expect(await run(gone.flow(), gone.job)).toMatchObject({
    end: { status: 'failed', problems: [{ code: 'http-status', nodeId: 'in' }] },
    retries: [],
  })
  expect(gone.asked()).toBe(1)
  await using busy = await service(Array.from({ length: 9 }, () => status(500)))
  expect(await run(busy.flow({ ...QUICK, retries: 1 }), busy.job)).toMatchObject({
    end: { status: 'failed', retryable: true },
    retries: ['in http-status 1/1'],
  })
})

test('a cancel ends a run that waits for its next try, and so does its time limit', async () => {
  const hour = { retryFirstSeconds: 600, retryLongestSeconds: 3_600 }
  await using web = await service(Array.from({ length: 9 }, () => status(503)))
  const stop = new AbortController()
  expect((await run(web.flow(hour), web.job, () => stop.abort(), stop.signal)).end).toMatchObject({ status: 'cancelled' })
  const limits = { memoryMb: 1_024, threads: 1, timeMs: 2_000 }
  expect((await run(web.flow(hour), { ...web.job, limits })).end).toMatchObject({ status: 'failed', problems: [{ code: 'time-limit' }] })
})

/** The database over a line that breaks. */
async function overLine(cut: (passed: Passed) => boolean, how: HowCut = 'breaks') {
  const [host = '', port] = fixture.host.split(':')
  const line = await brokenLine(host, Number(port), cut, how)
  const db = { ...fixture.access, config: { ...fixture.access.config, host: '127.0.0.1', port: line.port } }
  return {
    line,
    job: { connections: { db }, allowedHosts: [`127.0.0.1:${line.port}`] },
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  }
}
const CONNECTION = { connection: { connection: 'db' }, ...QUICK }
const fromTable = (config: Config = {}): readonly FlowNode[] => [
  node('in', 'source.postgresql', { ...CONNECTION, table: 'many', columns: columns('id:integer', 'text'), ...config }),
  node('out', 'sink.csv', { path: 'out.csv' }),
]
const intoTable = (config: Config = {}): readonly FlowNode[] => [
  node('in', 'source.table', {
    data: { columns: ['id', 'text'], rows: Array.from({ length: 2_000 }, (_, n) => [String(n), 'y'.repeat(100)]) },
  }),
  node('out', 'sink.postgresql', { ...CONNECTION, table: 'taken', mode: 'insert', createTable: true, ...config }),
]

test.each([
  ['is away at first', ({ connection }: Passed) => connection <= 2, 2],
  ['breaks off in the middle', ({ connection, toClient }: Passed) => connection === 1 && toClient.length > 500_000, 1],
])('a database that %s and comes back is read anew, every row once', async (_what, cut, failed) => {
  await using over = await overLine(cut)
  const { end, retries } = await run(fromTable(), over.job)
  expect(end).toMatchObject({ status: 'succeeded', problems: [], nodes: { in: { passed: 20_000 }, out: { in: { rows: 20_000 } } } })
  expect(retries).toEqual(Array.from({ length: failed }, (_, n) => `in database-connection-lost ${n + 1}/3`))
})

/** The statement itself is on its way, not only the words of an isolation level. */
const isCommitSent = ({ toServer }: Passed): boolean => toServer.includes('sluice_commit" (run, sink') && toServer.includes('\0COMMIT\0') && first() // prettier-ignore

let once = false
/** True for the first time. */
function first(): boolean {
  if (once) return false
  once = true
  return true
}

test.each([
  ['while rows are staged', ({ connection, toServer }: Passed) => connection === 1 && toServer.length > 100_000],
  ['after the transaction was committed, before it could say so', isCommitSent], // prettier-ignore
])('a database whose line breaks %s has every row once', async (_what, cut) => {
  await fixture.run('DROP TABLE IF EXISTS taken')
  once = false
  await using over = await overLine(cut)
  const { end, retries } = await run(intoTable(), over.job)
  expect(end).toMatchObject({ status: 'succeeded', nodes: { out: { passed: 2_000 } } })
  expect(retries).toEqual(['out database-connection-lost 1/3'])
  expect(await fixture.rows('SELECT count(*)::int, count(DISTINCT id)::int FROM taken')).toEqual([[2_000, 2_000]])
  expect(await fixture.rows(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%'`)).toEqual([])
})

/** A statement may take two seconds; after two more the line counts as dead. */
const IMPATIENT = { timeoutSeconds: 2 }

test('a database that vanishes while it is read, without a word, is given up and read anew, every row once', async () => {
  const isHalfRead = ({ connection, toClient }: Passed) => connection === 1 && toClient.length > 500_000
  await using over = await overLine(isHalfRead, 'vanishes')
  const { end, retries } = await run(fromTable(IMPATIENT), over.job)
  expect(end).toMatchObject({ status: 'succeeded', problems: [], nodes: { in: { passed: 20_000 }, out: { in: { rows: 20_000 } } } })
  expect(retries).toEqual(['in database-silent 1/3'])
})

test.each([
  ['while rows are staged', ({ connection, toServer }: Passed) => connection === 1 && toServer.length > 100_000],
  ['with the answer to the commit', isCommitSent], // prettier-ignore
])('a database that vanishes %s is given up, and has every row once', async (_what, cut) => {
  await fixture.run('DROP TABLE IF EXISTS taken')
  once = false
  await using over = await overLine(cut, 'vanishes')
  const { end, retries } = await run(intoTable(IMPATIENT), over.job)
  expect(end).toMatchObject({ status: 'succeeded', nodes: { out: { passed: 2_000 } } })
  expect(retries).toEqual(['out database-silent 1/3'])
  expect(await fixture.rows('SELECT count(*)::int, count(DISTINCT id)::int FROM taken')).toEqual([[2_000, 2_000]])
  expect(await fixture.rows(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%'`)).toEqual([])
})

test('a service that vanishes in the middle of its answer is given up and asked anew, every row once', async () => {
  await using web = await service([])
  const line = await brokenLine('127.0.0.1', Number(web.job.allowedHosts[0]?.split(':')[1]), ({ connection, toClient }) => connection === 1 && toClient !== '', 'vanishes') // prettier-ignore
  await using _line = line
  const flow = web.flow({ ...QUICK, url: `http://127.0.0.1:${line.port}/`, timeoutSeconds: 1 })
  const { end, retries } = await run(flow, { allowedHosts: [`127.0.0.1:${line.port}`] })
  expect(end).toMatchObject({ status: 'succeeded', nodes: { in: { passed: 2 } } })
  expect(retries).toEqual(['in http-timeout 1/3'])
})

test('a database that is not there is not tried again', async () => {
  await using over = await overLine(() => false)
  const wrong = { ...over.job.connections.db, config: { ...over.job.connections.db.config, database: 'no_such_database' } }
  const { end, retries } = await run(fromTable(), { ...over.job, connections: { db: wrong } })
  expect(end).toMatchObject({ status: 'failed', problems: [{ code: 'database-unknown' }] })
  expect(retries).toEqual([])
  expect(over.line.connections()).toBe(1)
})
