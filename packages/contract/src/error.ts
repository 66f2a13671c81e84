import { z } from 'zod'

export const problemSchema = z
  .object({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    nodeId: z.string().optional(),
    path: z.array(z.union([z.string(), z.number()])).optional(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .meta({ id: 'Problem' })

/** The one shape of every error answer. `code` has a text in the locale files under `errors.<code>`. */
export const errorSchema = z
  .object({
    error: z.object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      problems: z.array(problemSchema).optional(),
      /** For `stale-revision`: what the server has. */
      current: z.unknown().optional(),
    }),
  })
  .meta({ id: 'Error' })
export type ErrorBody = z.output<typeof errorSchema>
