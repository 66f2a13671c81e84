import { setTimeout as sleep } from 'node:timers/promises'

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

const FIRST_DELAY = 500
const LONGEST_DELAY = 30_000
/** A server that asks for a longer pause than this is not waited for that long. */
const LONGEST_ASKED = 120_000

/** What `Retry-After` asks for in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
export function askedDelay(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(0, asked), LONGEST_ASKED)
}

/** Exponential back-off with full jitter in its upper half; never shorter than the server asks. */
export function retryDelay(attempt: number, asked: number | undefined, random: number): number {
  const ceiling = Math.min(FIRST_DELAY * 2 ** attempt, LONGEST_DELAY)
  return Math.max(asked ?? 0, ceiling / 2 + (random * ceiling) / 2)
}

/** Statuses after which the same request may well succeed. */
export const isRetryableStatus = (status: number): boolean => status === 429 || status === 408 || status >= 500
