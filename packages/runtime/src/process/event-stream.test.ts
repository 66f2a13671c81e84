import type { RunEvent } from '@sluice/engine'
import { expect, test, vi } from 'vitest'
import { EventStream } from './event-stream.ts'

const log = (code: string): RunEvent => ({ type: 'log', level: 'info', code, params: {} })
const codes = (batch: readonly RunEvent[]): readonly string[] => batch.map((event) => ('code' in event ? event.code : event.type))

test('one batch is on its way at a time; what happens meanwhile goes with the next one', () => {
  const sent: (readonly string[])[] = []
  const stream = new EventStream((events) => sent.push(codes(events)))
  for (const code of ['a', 'b', 'c']) stream.push(log(code))
  expect(sent).toEqual([['a']])
  stream.taken()
  expect(sent).toEqual([['a'], ['b', 'c']])
})

test('what waits is sent before a question, also behind a batch that is on its way', () => {
  const sent: (readonly string[])[] = []
  const stream = new EventStream((events) => sent.push(codes(events)))
  for (const code of ['a', 'b']) stream.push(log(code))
  stream.flush()
  stream.flush()
  expect(sent).toEqual([['a'], ['b']])
  stream.push(log('c'))
  stream.taken()
  expect(sent).toHaveLength(2)
  stream.taken()
  expect(sent.at(-1)).toEqual(['c'])
})

test('events that nobody watches go together, at the latest when their time is over', () => {
  vi.useFakeTimers()
  try {
    const sent: (readonly string[])[] = []
    const stream = new EventStream((events) => sent.push(codes(events)), 50)
    for (const code of ['a', 'b']) stream.push(log(code))
    expect(sent).toEqual([])
    vi.advanceTimersByTime(50)
    expect(sent).toEqual([['a', 'b']])
    stream.push(log('c'))
    stream.taken()
    expect(sent).toHaveLength(1)
    stream.flush()
    expect(sent).toEqual([['a', 'b'], ['c']])
    vi.advanceTimersByTime(50)
    expect(sent).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})
