import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type LiveRun } from './fold-run-event.ts'
import { followRun, LIVE_RUN } from './run-stream.ts'
import { testRun } from './test-run.ts'

const ID = '6b1f0a52-0f2c-4b6e-9d1e-0d7c0a6f0001'

/** The browser's own stream, as far as it is used. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2
  static readonly opened: FakeSource[] = []
  readyState = 1
  constructor() {
    super()
    FakeSource.opened.push(this)
  }
  close(): void {
    this.readyState = FakeSource.CLOSED
  }
  say(event: object): void {
    this.dispatchEvent(new MessageEvent('status', { data: JSON.stringify(event) }))
  }
}
const status = (id: number, to: string) => ({ id, type: 'status', status: to, at: '2026-01-01T00:00:00Z', durationMs: null, problems: [] })

let client: QueryClient
beforeEach(() => {
  vi.stubGlobal('EventSource', FakeSource)
  FakeSource.opened.length = 0
  client = new QueryClient()
  client.setQueryData<LiveRun>([LIVE_RUN, ID], testRun(ID))
})
afterEach(() => {
  vi.unstubAllGlobals()
  client.clear()
})
const shown = () => client.getQueryData<LiveRun>([LIVE_RUN, ID])?.status

test('all who follow a run share one stream, which goes when the last has left', () => {
  const [one, two] = [followRun(client, ID), followRun(client, ID)]
  expect(FakeSource.opened).toHaveLength(1)
  FakeSource.opened[0]?.say(status(1, 'running'))
  expect(shown()).toBe('running')
  one()
  one()
  expect(FakeSource.opened[0]?.readyState).toBe(1)
  two()
  expect(FakeSource.opened[0]?.readyState).toBe(FakeSource.CLOSED)
  followRun(client, ID)()
  expect(FakeSource.opened).toHaveLength(2)
})

test('a run that ended and goes on gets a stream of its own, though somebody still holds the old one', () => {
  const first = followRun(client, ID)
  FakeSource.opened[0]?.say(status(1, 'running'))
  FakeSource.opened[0]?.say(status(2, 'failed'))
  expect([shown(), FakeSource.opened[0]?.readyState]).toEqual(['failed', FakeSource.CLOSED])
  const second = followRun(client, ID)
  expect(FakeSource.opened).toHaveLength(2)
  first()
  expect(FakeSource.opened[1]?.readyState).toBe(1)
  FakeSource.opened[1]?.say(status(3, 'running'))
  expect(shown()).toBe('running')
  second()
  expect(FakeSource.opened[1]?.readyState).toBe(FakeSource.CLOSED)
})
