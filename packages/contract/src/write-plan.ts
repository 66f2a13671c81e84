import { z } from 'zod'

const value = z.string().nullable()

const writeChangeSchema = z.object({
  kind: z.enum(['insert', 'update', 'delete']),
  key: z.record(z.string(), value),
  /** An insert has no value before, a delete none after. */
  fields: z.array(z.object({ column: z.string(), before: value, after: value })),
})

/** What a sink does to the rows of a system, told before it is done. */
export const writePlanSchema = z
  .object({
    node: z.string(),
    /** For people: connection and table. */
    target: z.string(),
    counts: z.object({ inserted: z.int(), updated: z.int(), deleted: z.int(), unchanged: z.int() }),
    /** The first changes of each kind. */
    changes: z.array(writeChangeSchema),
    /** Why a person has to agree first; empty: it may be applied. */
    approval: z.array(z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })),
  })
  .meta({ id: 'WritePlan' })
export type WritePlanDto = z.output<typeof writePlanSchema>

/** How far a run is: attempts so far, and where its commit stands. */
export const progressSchema = z.object({
  attempt: z.int(),
  maxAttempts: z.int(),
  /** Workers that were lost while they held it. */
  losses: z.int(),
  /** `committing`: everything is prepared, and is applied, never computed again. `abandoning`, `abandoned`: a commit that failed was given up. */
  phase: z.enum(['working', 'committing', 'discarding', 'abandoning', 'abandoned']),
  /** Its commit moves sources that remember how far they were read. */
  movesMarks: z.boolean(),
  /** A retry waits until then. */
  notBefore: z.iso.datetime().nullable(),
  /** The run that this one retries or replays. */
  parentId: z.uuid().nullable(),
})
