import { ConnectorError } from '@sluice/engine/connector'
import { z } from 'zod'
import { MODES } from './settings.ts'

const tableSchema = z.strictObject({ schema: z.string(), table: z.string() })
const countsSchema = z.strictObject({ inserted: z.int(), updated: z.int(), deleted: z.int(), unchanged: z.int() })

const jobSchema = z.strictObject({
  connection: z.string(),
  table: tableSchema,
  staging: tableSchema,
  mode: z.enum(MODES),
  columns: z.array(z.strictObject({ name: z.string(), stage: z.string(), key: z.boolean(), asText: z.boolean() })),
  overriding: z.boolean(),
  /** CREATE TABLE when the target was not there; it must not be there when it is applied either. */
  create: z.string().nullable(),
  counts: countsSchema,
  /** The most that may be done without asking a person again. */
  most: z.strictObject({ inserted: z.int().nullable(), updated: z.int().nullable(), deleted: z.int().nullable() }),
  timeoutSeconds: z.number(),
  lockSeconds: z.number(),
})

/** All that applying a prepared write needs: the manifest. Plain data, checked when it comes back. */
export type WriteJob = z.output<typeof jobSchema>
export type JobColumn = WriteJob['columns'][number]

export function readJob(manifest: unknown): WriteJob {
  const parsed = jobSchema.safeParse(manifest)
  if (!parsed.success) throw new ConnectorError('write-manifest-unknown', {}, { cause: parsed.error })
  return parsed.data
}
export const readCounts = (json: string): z.output<typeof countsSchema> => countsSchema.parse(JSON.parse(json))
