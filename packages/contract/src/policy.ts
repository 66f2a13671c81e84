import { z } from 'zod'

/** What each setting of a policy may be, smallest and largest. */
export const POLICY_BOUNDS = {
  attempts: [1, 100],
  backoffSeconds: [0, 86_400],
  maxBackoffSeconds: [1, 86_400],
  maxConcurrent: [1, 1_000],
  priority: [-10, 10],
  memoryMb: [768, 1_000_000],
  timeMinutes: [1, 100_000],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>

const within = (setting: keyof typeof POLICY_BOUNDS) => z.int().min(POLICY_BOUNDS[setting][0]).max(POLICY_BOUNDS[setting][1])

/** How the runs of a flow are treated. Kept as `flow.policy`; what is not said there has the default. */
export const policySchema = z
  .strictObject({
    /** Attempts in all, the first one counted. */
    attempts: within('attempts').default(1),
    /** Pause before the second attempt; it doubles from attempt to attempt. */
    backoffSeconds: within('backoffSeconds').default(30),
    maxBackoffSeconds: within('maxBackoffSeconds').default(3_600),
    /** Runs of the flow at once; absent: as many as the workers take. */
    maxConcurrent: within('maxConcurrent').optional(),
    /** Higher runs first. A run with priority 1 goes before one with 0 that is up to ten minutes older. */
    priority: within('priority').default(0),
    /** Memory of a run; absent: what the worker gives by itself. */
    memoryMb: within('memoryMb').optional(),
    /** A run that takes longer is ended; absent: the worker's limit. */
    timeMinutes: within('timeMinutes').optional(),
  })
  .meta({ id: 'FlowPolicy' })
export type FlowPolicy = z.output<typeof policySchema>

/** A policy as it was saved; a change carries the version it was based on. */
export const savedPolicySchema = z
  .object({ version: z.int(), policy: policySchema, /** Who saved it; null while nobody has. */ savedBy: z.string().nullable() })
  .meta({ id: 'SavedPolicy' })
export type SavedPolicy = z.output<typeof savedPolicySchema>
