import { emptyFlow, type Flow } from '@sluice/flow'
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { type Client } from '../../server/test/client.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { readConfig } from '../src/config.ts'
import { startWorker, type RunningWorker } from '../src/worker.ts'

type Config = Flow['nodes'][number]['config']

export const node = (id: string, type: string, config: Config = {}): Flow['nodes'][number] => ({
  id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false,
}) // prettier-ignore

export const edge = (from: string, port: string, to: string): Flow['edges'][number] => ({
  from: { node: from, port },
  to: { node: to, port: 'rows' },
})

/** A server and a worker on a database of their own. */
export interface Triggered extends AsyncDisposable {
  readonly api: TestServer
  readonly owner: Client
  readonly workspaceId: string
  /** Saves and publishes a flow; gives its id. */
  readonly publish: (flow: Flow) => Promise<string>
  /** Makes a trigger; gives its id and secret. */
  readonly trigger: (flowId: string, config: Record<string, unknown>) => Promise<{ id: string; secret: string }>
  readonly begin: () => Promise<void>
  readonly end: () => Promise<void>
}

export async function triggered(environment: Record<string, string> = {}): Promise<Triggered> {
  const api = await testServer()
  const owner = await api.owner()
  const { workspaceId } = await api.server.services.store.ensureOwner()
  let worker: RunningWorker | undefined
  const begin = async (): Promise<void> => {
    const env = {
      DATABASE_URL: api.config.databaseUrl, SLUICE_DATA: api.config.data, SLUICE_RUN_MEMORY_MB: '768', SLUICE_RUNS: '1', SLUICE_DRAIN_SECONDS: '0', ...environment,
    } // prettier-ignore
    worker = await startWorker(readConfig(env), pino({}, { write: () => undefined }))
  }
  const end = async (): Promise<void> => {
    await worker?.stop()
    worker = undefined
  }
  return {
    api,
    owner,
    workspaceId,
    begin,
    end,
    publish: async (flow) => {
      const { id, body } = await owner.post('/api/flows', { flow })
      const answer = await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
      if (answer.status !== 200) throw new Error(`not published: ${JSON.stringify([body, answer.body])}`)
      return id
    },
    trigger: async (flowId, config) => {
      const answer = await owner.post('/api/triggers', { name: 'Trigger', flowId, config })
      if (answer.status !== 200) throw new Error(`no trigger: ${JSON.stringify(answer.body)}`)
      const made = answer.body as unknown as { trigger: { id: string }; secret: string | null }
      return { id: made.trigger.id, secret: made.secret ?? '' }
    },
    [Symbol.asyncDispose]: async () => {
      await end()
      await api[Symbol.asyncDispose]()
    },
  }
}

/** Asks again until the answer is there. */
export async function until<T>(ask: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error('waited for too long')
    await delay(30)
  }
}

/** An event as the API tells it. */
export interface Event {
  readonly id: number
  readonly state: string
  readonly attempts: number
  readonly runId: string | null
  readonly problem: { code: string } | null
  readonly payload: string
}

export const eventsOf = async ({ owner }: Triggered, trigger: string): Promise<readonly Event[]> => {
  const { body } = await owner.get(`/api/triggers/${trigger}/events?limit=200`)
  return body.events as unknown as Event[]
}

/** Waits until so many events are there and all of them have ended. */
export const settled = (t: Triggered, trigger: string, count: number): Promise<readonly Event[]> =>
  until(async () => {
    const events = await eventsOf(t, trigger)
    return events.length >= count && events.every(({ state }) => state === 'done' || state === 'failed') ? events : undefined
  })

/** Every row that reached a sink in runs of the flow that succeeded. */
export async function rowsOf({ owner }: Triggered, flow: string): Promise<(string | null)[][]> {
  const { body } = await owner.get(`/api/runs?flow=${flow}&limit=200`)
  const rows: (string | null)[][] = []
  for (const { id } of body.runs as unknown as { id: string }[]) {
    const run = (await owner.get(`/api/runs/${id}`)).body
    for (const output of run.outputs as unknown as { id: string }[]) {
      const page = await owner.get(`/api/runs/${id}/outputs/${output.id}/rows?limit=500`)
      rows.push(...(page.body.rows as unknown as string[][]))
    }
  }
  return rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
}

/** Takes orders in by webhook, stops at an amount that is none, and keeps them as tables. */
export const ordersFlow = (): Flow => ({
  ...emptyFlow('Orders'),
  nodes: [
    node('in', 'source.webhook', {
      columns: [{ source: 'id', name: 'id', type: 'text' }, { source: 'amount', name: 'amount', type: 'text' }],
      request: [{ from: 'query', key: 'shop', name: 'shop', type: 'text', sample: '' }],
    }),
    node('amount', 'clean.parse-number', { columns: ['amount'], type: 'decimal(19,2)', onFailure: 'stop' }),
    node('out', 'sink.table'),
  ],
  edges: [edge('in', 'rows', 'amount'), edge('amount', 'rows', 'out')],
}) // prettier-ignore
