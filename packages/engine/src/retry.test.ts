import { expect, test } from 'vitest'
import { ConnectorError, type Passing } from './connector-error.ts'
import { retryPolicy, withRetries, type Pace, type Retry, type RetryPolicy } from './retry.ts'

const POLICY: RetryPolicy = { times: 5, firstMs: 1_000, longestMs: 5_000, on: ['unreachable', 'timeout', 'busy'] }
const failure = (passing?: Passing, askedMs?: number): ConnectorError => new ConnectorError('away', {}, { passing, askedMs })

/** Fails with these, one after the other, then succeeds; tells what was waited for. */
async function trying(failures: readonly Error[], policy: Partial<RetryPolicy> = {}, random = 1) {
  const waits: number[] = []
  const told: Retry[] = []
  const pace: Pace = { wait: (ms) => Promise.resolve(void waits.push(ms)), random: () => random, now: () => 0 }
  const { signal } = new AbortController()
  const result = await withRetries({ ...POLICY, ...policy }, { signal, pace, onRetry: (retry) => told.push(retry) }, (failed) => {
    const next = failures[failed]
    return next === undefined ? Promise.resolve('done') : Promise.reject(next)
  }).catch((error: unknown) => error)
  return { waits, told, result }
}

test('waits double up to the longest, vary in their upper half, and are never shorter than asked for', async () => {
  const five = Array.from({ length: 5 }, () => failure('busy'))
  expect(await trying(five)).toMatchObject({ result: 'done', waits: [1_000, 2_000, 4_000, 5_000, 5_000] })
  expect((await trying(five, {}, 0)).waits).toEqual([500, 1_000, 2_000, 2_500, 2_500])
  const { waits, told } = await trying([failure('busy', 60_000), failure('busy', 10)])
  expect(waits).toEqual([60_000, 2_000])
  expect(told).toEqual([
    { code: 'away', next: 1, times: 5, waitMs: 60_000 },
    { code: 'away', next: 2, times: 5, waitMs: 2_000 },
  ])
})

test('after the last try its failure is the result', async () => {
  const failures = [failure('timeout'), failure('busy'), failure('unreachable')]
  expect(await trying(failures, { times: 2 })).toMatchObject({ result: failures[2], waits: [1_000, 2_000] })
  expect(await trying(failures, { times: 0 })).toMatchObject({ result: failures[0], waits: [] })
})

test('what will not pass, faults of the program, and kinds that are not wanted are not tried again', async () => {
  const lasting = new ConnectorError('login-refused')
  const laterOnly = new ConnectorError('plan-outdated', {}, { retryable: true })
  for (const error of [lasting, laterOnly, new Error('bug')]) expect(await trying([error])).toMatchObject({ result: error, waits: [] })
  const busy = failure('busy')
  expect(await trying([failure('timeout'), busy], { on: ['timeout'] })).toMatchObject({ result: busy, waits: [1_000] })
  expect([failure('busy'), laterOnly, lasting].map(({ retryable }) => retryable)).toEqual([true, true, false])
})

test('a wait ends with the signal, and its reason is the result', async () => {
  const stop = new AbortController()
  const waiting = withRetries({ ...POLICY, firstMs: 3_600_000, longestMs: 3_600_000 }, { signal: stop.signal, onRetry: () => stop.abort('cancelled') }, () => Promise.reject(failure('busy'))) // prettier-ignore
  await expect(waiting).rejects.toBe('cancelled')
})

test('the settings of a node say how; one without them is not tried again', () => {
  expect(retryPolicy({})).toMatchObject({ times: 0 })
  expect(retryPolicy({}, { times: 3, firstMs: 500 })).toEqual({
    times: 3,
    firstMs: 500,
    longestMs: 30_000,
    on: ['unreachable', 'timeout', 'busy'],
  })
  const config = { retries: 4, retryFirstSeconds: 0.1, retryLongestSeconds: 60, retryTimeout: false, retryBusy: true }
  expect(retryPolicy(config)).toEqual({ times: 4, firstMs: 100, longestMs: 60_000, on: ['unreachable', 'busy'] })
})
