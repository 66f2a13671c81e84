import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { LIVE_RUN } from './run-stream.ts'
import { testRun } from './test-run.ts'
import { runQuery } from './use-live-run.ts'

const ID = '6b1f0a52-0f2c-4b6e-9d1e-0d7c0a6f0002'

afterEach(() => {
  vi.unstubAllGlobals()
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
