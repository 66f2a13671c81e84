import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { foldRunEvent, type LiveRun } from './fold-run-event.ts'
import { LIVE_RUN } from './run-stream.ts'
import { testRun } from './test-run.ts'
import { runQuery } from './use-live-run.ts'

const ID = '6b1f0a52-0f2c-4b6e-9d1e-0d7c0a6f0002'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('what is heard while a run is being read is not lost to what was read', async () => {
  const { log: _log, ...read } = testRun(ID)
  let answer: ((read: Response) => void) | undefined
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)))
  const client = new QueryClient()
  const event = (id: number, status: 'running' | 'awaiting-approval') => ({ id, type: 'status' as const, status, at: '2026-01-01T00:00:00Z', durationMs: null, problems: [] }) // prettier-ignore
  const [first, second] = [event(1, 'running'), event(2, 'awaiting-approval')]
  client.setQueryData<LiveRun>([LIVE_RUN, ID], foldRunEvent(testRun(ID), first))
  const reading = client.query({ ...runQuery(client, ID), staleTime: 0 })
  client.setQueryData<LiveRun>([LIVE_RUN, ID], (run) => run && foldRunEvent(run, second))
  answer?.(Response.json({ ...read, status: 'running', lastEventId: 1 }))
  expect(await reading).toMatchObject({ status: 'awaiting-approval', lastEventId: 2, log: [first, second] })
  client.clear()
})

test('what a waiting run would write is read by the next page when the one before was left while reading it', async () => {
  const { log: _log, ...read } = testRun(ID)
  const answers: ((answer: Response) => void)[] = []
  vi.stubGlobal('fetch', (_address: string, { signal }: RequestInit) => {
    return new Promise<Response>((resolve, reject) => {
      answers.push(resolve)
      signal?.addEventListener('abort', () => reject(new DOMException('left', 'AbortError')))
    })
  })
  const client = new QueryClient()
  client.setQueryData([LIVE_RUN, ID], { ...testRun(ID), status: 'awaiting-approval' })
  const follow = (): (() => void) => new QueryObserver(client, runQuery(client, ID)).subscribe(() => undefined)

  const leave = follow()
  expect(answers).toHaveLength(1)
  leave()
  const stay = follow()
  expect(answers).toHaveLength(2)
  answers[1]?.(Response.json({ ...read, status: 'awaiting-approval', writePlan: [] }))
  await expect.poll(() => client.getQueryData([LIVE_RUN, ID])).toMatchObject({ writePlan: [] })
  stay()
  follow()()
  expect(answers).toHaveLength(2)
  client.clear()
})
