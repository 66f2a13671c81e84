import { z } from 'zod'
import { idParams } from './flows.ts'
import { route } from './route.ts'

const instant = z.iso.datetime()

export const watermarkSchema = z
  .object({
    node: z.string(),
    /** How far the source was read, in its own terms; null: the next run reads everything. */
    value: z.json().nullable(),
    updatedAt: instant.nullable(),
    /** Newest first. */
    changes: z.array(z.object({ id: z.int(), value: z.json().nullable(), at: instant, runId: z.uuid().nullable(), changedBy: z.string() })),
  })
  .meta({ id: 'Watermark' })
export type WatermarkDto = z.output<typeof watermarkSchema>

const list = z.object({ watermarks: z.array(watermarkSchema) })

export const watermarkRoutes = {
  listWatermarks: route({ name: 'listWatermarks', method: 'get', path: '/api/flows/{id}/watermarks', summary: 'How far the sources of a flow have been read', ability: 'read', params: idParams, response: list }),
  moveWatermark: route({ name: 'moveWatermark', method: 'post', path: '/api/flows/{id}/watermarks', summary: 'Read again from a place where a source was before, or from the beginning', ability: 'run', params: idParams, body: z.strictObject({ node: z.string().max(64), /** null: from the beginning. */ change: z.int().nullable() }), response: list }),
} // prettier-ignore
