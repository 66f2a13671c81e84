import { z } from 'zod'
import { route } from './route.ts'

const instant = z.iso.datetime()

export const workerSchema = z
  .object({
    id: z.string(), host: z.string(), pid: z.int(), version: z.string(), runs: z.int(), memoryMb: z.int(),
    startedAt: instant, seenAt: instant, draining: z.boolean(),
    /** Runs that it holds now. */
    busy: z.int(),
  })
  .meta({ id: 'Worker' }) // prettier-ignore

export const operationsSchema = z
  .object({
    workers: z.array(workerSchema),
    queued: z.int(),
    running: z.int(),
    /** Since when the oldest run waits that could start. */
    oldestWaiting: instant.nullable(),
    outputs: z.object({ usedMb: z.int(), limitMb: z.int(), full: z.boolean() }),
  })
  .meta({ id: 'Operations' })
export type OperationsDto = z.output<typeof operationsSchema>

export const operationsRoutes = {
  readOperations: route({ name: 'readOperations', method: 'get', path: '/api/operations', summary: 'Workers, queue and room for outputs', ability: 'read', response: operationsSchema }),
} // prettier-ignore
