import { z } from 'zod'
import { idParams } from './flows.ts'
import { route } from './route.ts'

const instant = z.iso.datetime()

/** A run at the other end of a piece of lineage. */
const otherRunSchema = z.object({ runId: z.uuid(), flowId: z.uuid(), flowName: z.string(), flowRevision: z.int(), at: instant })

export const lineageSchema = z
  .object({
    inputs: z.array(
      z.object({
        node: z.string(),
        kind: z.enum(['file', 'table', 'address']),
        name: z.string(),
        /** sha256 of a file's content; null: not a file, or it changed while it was read. */
        hash: z.string().nullable(),
        bytes: z.int().nullable(),
        /** The run that made exactly this, if one of this workspace did. */
        madeBy: otherRunSchema.extend({ path: z.string() }).nullable(),
      }),
    ),
    outputs: z.array(
      z.object({
        id: z.uuid(),
        node: z.string(),
        path: z.string(),
        kind: z.string(),
        hash: z.string().nullable(),
        bytes: z.int(),
        /** Runs that read it, newest first. */
        readBy: z.array(otherRunSchema),
      }),
    ),
  })
  .meta({ id: 'Lineage' })
export type LineageDto = z.output<typeof lineageSchema>

export const lineageRoutes = {
  readLineage: route({ name: 'readLineage', method: 'get', path: '/api/runs/{id}/lineage', summary: 'What a run read, with hashes, and who made it; what it made, and who read that', ability: 'read', params: idParams, response: lineageSchema }),
} // prettier-ignore
