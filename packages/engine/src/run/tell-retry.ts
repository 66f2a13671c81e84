import type { RunEvent } from '../job.ts'
import type { Retry } from '../retry.ts'

/** A failed try of a node that is followed by another, as the log of the run tells it. */
export const retryEvent = (node: string, { code, next, times, waitMs }: Retry): RunEvent => ({
  type: 'log',
  level: 'warning',
  code: 'node-retry',
  params: { node, code, next, times, seconds: Math.round(waitMs / 100) / 10 },
})
