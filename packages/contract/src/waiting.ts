import { z } from 'zod'

const megabytes = z.int()

/** Why a queued run does not run yet: the first thing that would have to change. */
export const waitReasonSchema = z
  .discriminatedUnion('code', [
    /** The workspace is paused. */
    z.object({ code: z.literal('paused') }),
    /** An earlier run has read to where this one would begin, and has yet to apply its rows, or to be given up. */
    z.object({ code: z.literal('commit-unfinished'), run: z.uuid() }),
    /** It was told to start later, e.g. as another attempt. */
    z.object({ code: z.literal('not-before'), at: z.iso.datetime() }),
    z.object({ code: z.literal('no-worker') }),
    /** No worker has a program that is new enough for its document. */
    z.object({ code: z.literal('version'), version: z.int() }),
    /** No worker may ever give that much. */
    z.object({ code: z.literal('memory-too-large'), memoryMb: megabytes, largestMb: megabytes }),
    z.object({ code: z.literal('flow-limit'), limit: z.int() }),
    /** One of the two writes a whole table, and the flow's policy does not say how many runs may be at work at once. */
    z.object({ code: z.literal('flow-alone'), run: z.uuid() }),
    z.object({ code: z.literal('workspace-limit'), limit: z.int() }),
    /** Workers are free, their memory is not. */
    z.object({ code: z.literal('memory'), memoryMb: megabytes }),
    /** Every worker is busy; `ahead` runs are before it in the queue. */
    z.object({ code: z.literal('capacity'), ahead: z.int() }),
  ])
  .meta({ id: 'WaitReason' })
export type WaitReason = z.output<typeof waitReasonSchema>
