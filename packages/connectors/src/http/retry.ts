import type { Passing, RetryPolicy } from '@sluice/engine/connector'

/** Of requests whose settings say nothing else. */
export const USUAL_RETRIES: Partial<RetryPolicy> = { times: 3, firstMs: 500 }

/** A server that asks for a longer pause than this is not waited for that long. */
const LONGEST_ASKED = 120_000

/** What `Retry-After` asks for in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
export function askedDelay(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(0, asked), LONGEST_ASKED)
}

/** Why the same request may well succeed after this status; undefined when it will not. */
export function passingStatus(status: number): Passing | undefined {
  if (status === 408 || status === 504) return 'timeout'
  return status === 429 || status >= 500 ? 'busy' : undefined
}
