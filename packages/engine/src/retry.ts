import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectorError, type Passing } from './connector-error.ts'

/** When a node tries again what the outside world refused for the moment. Plain JSON. */
export interface RetryPolicy {
  /** Tries after the first one. */
  readonly times: number
  /** The wait before the second try; it doubles from try to try up to the longest. */
  readonly firstMs: number
  readonly longestMs: number
  readonly on: readonly Passing[]
}

export const NO_RETRIES: RetryPolicy = { times: 0, firstMs: 0, longestMs: 0, on: [] }

/** A try that failed and is followed by another. */
export interface Retry {
  /** Code of the failure. */
  readonly code: string
  /** Tries after the first one: the next is this one of so many. */
  readonly next: number
  readonly times: number
  readonly waitMs: number
}

/** Waiting and chance, so that tests need neither. */
export interface Pace {
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** From 0 to 1. */
  readonly random: () => number
  readonly now: () => number
}

export const realPace: Pace = {
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
  now: Date.now,
}

type Config = Readonly<Record<string, unknown>>

const numberOf = (config: Config, name: string, usual: number): number => {
  const value = config[name]
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : usual
}

/** The settings that every node has that talks to the outside (the catalogue's `retryFields`). Without them nothing is tried again. */
export function retryPolicy(config: Config, usual: Partial<RetryPolicy> = {}): RetryPolicy {
  const kinds: readonly (readonly [Passing, string])[] = [['unreachable', 'retryUnreachable'], ['timeout', 'retryTimeout'], ['busy', 'retryBusy']] // prettier-ignore
  return {
    times: Math.floor(numberOf(config, 'retries', usual.times ?? 0)),
    firstMs: numberOf(config, 'retryFirstSeconds', (usual.firstMs ?? 1_000) / 1_000) * 1_000,
    longestMs: numberOf(config, 'retryLongestSeconds', (usual.longestMs ?? 30_000) / 1_000) * 1_000,
    on: kinds.flatMap(([kind, setting]) => (config[setting] === false ? [] : [kind])),
  }
}

/** Exponential back-off, somewhere in its upper half, so that many who failed together don't come back together; never shorter than the other side asks. */
export function retryWait({ firstMs, longestMs }: RetryPolicy, failed: number, askedMs: number | undefined, random: number): number {
  const whole = Math.min(firstMs * 2 ** Math.min(failed, 30), longestMs)
  return Math.round(Math.max(askedMs ?? 0, whole / 2 + (random * whole) / 2))
}

export interface Retrying {
  readonly signal: AbortSignal
  /** Told before each wait. */
  readonly onRetry?: ((retry: Retry) => void) | undefined
  readonly pace?: Pace
}

/**
 * Works until it succeeds, as often as the policy allows; `work` hears how many tries failed before. Only failures of the outside world
 * that may pass are tried again. The signal ends a wait at once: a cancel, or the time limit of the run, which bounds it all.
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  { signal, onRetry, pace = realPace }: Retrying,
  work: (failed: number) => Promise<T>,
): Promise<T> {
  for (let failed = 0; ; failed++) {
    try {
      return await work(failed)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof ConnectorError) || error.passing === undefined || !policy.on.includes(error.passing) || failed >= policy.times)
        throw error
      const waitMs = retryWait(policy, failed, error.askedMs, pace.random())
      onRetry?.({ code: error.code, next: failed + 1, times: policy.times, waitMs })
      await pace.wait(waitMs, signal).catch((reason: unknown) => {
        signal.throwIfAborted()
        throw reason
      })
    }
  }
}
