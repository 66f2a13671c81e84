import { z } from 'zod'

const instant = z.iso.datetime()

/**
 * Whether a flow is as fresh as its schedules promise: each due time asks for a success that began at it or later.
 * `unscheduled`: nothing is promised; `paused`: the workspace is, so that nothing is; `fresh`: every due time has its success;
 * `due`: one has not, but there was not enough time yet; `late`: there was.
 */
export const freshnessSchema = z
  .object({
    state: z.enum(['unscheduled', 'paused', 'fresh', 'due', 'late']),
    /** The newest success that reads everything: no replay, no backfill. */
    lastSuccess: z.object({ run: z.uuid(), at: instant }).nullable(),
    /** The first due time that has no success yet. */
    owedSince: instant.nullable(),
    nextDue: instant.nullable(),
    /** Time that a run may take before the flow is late, milliseconds: the longest of its last successes, the jitter and a minute. */
    allowanceMs: z.number(),
  })
  .meta({ id: 'Freshness' })
export type Freshness = z.output<typeof freshnessSchema>
