import { z } from 'zod'

/** How the runs of a flow are treated. Kept as `flow.policy`; what is not said there has the default. */
export const policySchema = z
  .strictObject({
    /** Attempts in all, the first one counted. */
    attempts: z.int().min(1).max(100).default(1),
    /** Pause before the second attempt; it doubles from attempt to attempt. */
    backoffSeconds: z.int().min(0).max(86_400).default(30),
    maxBackoffSeconds: z.int().min(1).max(86_400).default(3_600),
    /** Runs of the flow at once; absent: as many as the workers take. */
    maxConcurrent: z.int().min(1).max(1_000).optional(),
    /** Higher runs first. A run with priority 1 goes before one with 0 that is up to ten minutes older. */
    priority: z.int().min(-10).max(10).default(0),
    /** Memory of a run; absent: what the worker gives by itself. */
    memoryMb: z.int().min(768).max(1_000_000).optional(),
    /** A run that takes longer is ended; absent: the worker's limit. */
    timeMinutes: z.int().min(1).max(100_000).optional(),
  })
  .meta({ id: 'FlowPolicy' })
export type FlowPolicy = z.output<typeof policySchema>
