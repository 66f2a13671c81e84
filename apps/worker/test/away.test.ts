import { emptyFlow } from '@sluice/flow'
import { type RunFinished } from '@sluice/runtime'
import { type ClaimedRun } from '@sluice/store'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Client } from '../../server/test/client.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { AtWork } from '../src/at-work.ts'
import { readConfig } from '../src/config.ts'
import { perform, type Performing } from '../src/perform.ts'

let api: TestServer
let owner: Client
let run: ClaimedRun
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
})
beforeEach(async () => {
  const flow = await owner.post('/api/flows', { flow: emptyFlow('Away') })
  const { id } = await owner.post(`/api/flows/${flow.id}/runs`)
  const claimed = await api.server.services.store.queue.claim('worker')
  if (claimed?.runId !== id) throw new Error('another run was claimed')
  run = claimed
})
afterEach(() => api.server.services.store.database.run.deleteMany())
afterAll(() => api[Symbol.asyncDispose]())

const statusOf = async (id: string): Promise<unknown> => (await owner.get(`/api/runs/${id}`)).body['status']
const config = () => readConfig({ DATABASE_URL: api.config.databaseUrl, SLUICE_DATA: api.config.data })

/** Performs the run with an engine that asks its host once, and ends as an engine does that was told to stop. */
async function performAsking(writer: ClaimedRun['writer']): Promise<readonly string[]> {
  const answers: string[] = []
  const pool: Performing['pool'] = {
    run: async (_job, _onEvent, options) => {
      answers.push((await options?.host?.({ type: 'apply', node: 'out' })) ?? 'none')
      const problems = [{ severity: 'error', code: 'lease-lost' }] as const
      return { type: 'run-finished', status: 'failed', durationMs: 1, nodes: {}, outputs: [], problems } satisfies RunFinished
    },
  }
  const { store } = api.server.services
  await perform({ config: config(), store, pool, log: pino({ level: 'silent' }) }, { ...run, writer }, new AbortController())
  return answers
}

test('a worker that can not answer its engine says nothing about the end of the run: whoever holds it next goes on', async () => {
  // Away for longer than a run waits.
  vi.useFakeTimers({ toFake: ['Date'] })
  const heartbeat = (): Promise<never> => {
    vi.setSystemTime(Date.now() + 61_000)
    return Promise.reject(Object.assign(new Error('away'), { code: 'P1001' }))
  }
  // The database comes back a moment after the worker stopped waiting for it.
  const answers = await performAsking({ ...run.writer, heartbeat })
  vi.useRealTimers()
  expect(answers).toEqual(['stop'])
  expect(await statusOf(run.runId)).toBe('running')
})

test('word that a run was taken away that comes late does not end the attempt that has it now', async () => {
  const atWork = new AtWork(config())
  const aborts: AbortSignal[] = []
  const end = new AbortController()
  const done = atWork.begin(run, (abort) => {
    aborts.push(abort.signal)
    return new Promise((resolve) => end.signal.addEventListener('abort', () => resolve()))
  })
  await atWork.cancel(run.runId)
  expect(aborts.map(({ aborted }) => aborted)).toEqual([false])
  await api.server.services.store.database.run.updateMany({ where: { id: run.runId }, data: { cancelRequested: true } })
  await atWork.cancel(run.runId)
  expect(aborts.map(({ aborted, reason }) => [aborted, reason === 'lease-lost'])).toEqual([[true, false]])
  end.abort()
  await done
  // What lost its run is told so.
  const again = atWork.begin(run, (abort) => new Promise((resolve) => abort.signal.addEventListener('abort', () => resolve(void aborts.push(abort.signal))))) // prettier-ignore
  await api.server.services.store.database.run.updateMany({ where: { id: run.runId }, data: { attempt: 2 } })
  await atWork.cancel(run.runId)
  await again
  expect(aborts.at(-1)?.reason).toBe('lease-lost')
})
