import { flowSchema } from '@sluice/flow'
import { z } from 'zod'
import { problemSchema } from './error.ts'
import { route } from './route.ts'

const columnSchema = z.object({ name: z.string(), type: z.string() })

export const profileSchema = z
  .object({
    missing: z.int(), distinct: z.int(), min: z.string().nullable(), max: z.string().nullable(),
    top: z.array(z.object({ value: z.string().nullable(), count: z.int() })),
    histogram: z.array(z.object({ from: z.string(), to: z.string(), count: z.int() })),
  })
  .meta({ id: 'ColumnProfile' }) // prettier-ignore
export type ColumnProfileDto = z.output<typeof profileSchema>

export const previewSchema = z
  .object({
    columns: z.array(columnSchema), rows: z.array(z.array(z.string().nullable())), total: z.int(), sampled: z.boolean(),
    profile: z.array(profileSchema), problems: z.array(problemSchema),
    /** When the oldest sample of an API or a database was taken; absent without such a source. */
    sampledAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Preview' }) // prettier-ignore
export type PreviewDto = z.output<typeof previewSchema>

export const catalogSchema = z.object({ nodes: z.array(z.record(z.string(), z.json())) }).meta({ id: 'Catalog' })

/** What a source can be pointed at; `rows` is the system's own estimate. */
const probedTable = z.object({ name: z.string(), kind: z.enum(['table', 'view', 'other']), rows: z.number().nullable() })

export const designRoutes = {
  readCatalog: route({ name: 'readCatalog', method: 'get', path: '/api/catalog', summary: 'Every kind of node with fields and ports', ability: 'read', response: catalogSchema }),
  inferColumns: route({ name: 'inferColumns', method: 'post', path: '/api/design/columns', summary: 'Columns at each port, and every problem of the flow', ability: 'read', body: z.strictObject({ flow: flowSchema }), response: z.object({ ports: z.array(z.object({ node: z.string(), port: z.string(), columns: z.array(columnSchema) })), problems: z.array(problemSchema) }) }),
  preview: route({ name: 'preview', method: 'post', path: '/api/design/preview', summary: 'Sample rows at a port with a profile of each column', ability: 'edit', body: z.strictObject({ flow: flowSchema, node: z.string(), port: z.string(), parameters: z.record(z.string(), z.string()).default({}), sampleRows: z.int().min(1).max(100_000).default(10_000), pageRows: z.int().min(1).max(1_000).default(200), refresh: z.boolean().default(false) }), response: previewSchema }),
  checkExpression: route({ name: 'checkExpression', method: 'post', path: '/api/design/expression', summary: 'Check one expression over the columns that arrive', ability: 'read', body: z.strictObject({ expression: z.string().max(10_000), columns: z.array(columnSchema).max(5_000), parameters: z.array(z.strictObject({ name: z.string(), type: z.string() })).default([]) }), response: z.object({ type: z.string().nullable(), problems: z.array(problemSchema) }) }),
  probeSource: route({ name: 'probeSource', method: 'post', path: '/api/design/probe', summary: 'Detect the settings of a source from its data', ability: 'edit', body: z.strictObject({ type: z.string(), config: z.record(z.string(), z.json()) }), response: z.object({ config: z.record(z.string(), z.json()), problems: z.array(problemSchema), tables: z.array(probedTable).optional() }) }),
} // prettier-ignore
