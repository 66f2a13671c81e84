import { z } from 'zod'

const rows = z.array(z.array(z.string().nullable()))
const column = z.strictObject({ name: z.string(), type: z.string() })
const input = z.strictObject({ label: z.string().optional(), columns: z.array(column), rows })
const output = z.strictObject({ columns: z.array(column).optional(), only: z.array(z.string()).optional(), rows })
const ports = z.record(z.string(), z.int())
const counts = z
  .strictObject({ in: ports, out: ports, passed: z.int(), created: z.int(), merged: z.int(), filtered: z.int(), rejected: z.int() })
  .partial()

/** One golden case of a node, as packages/catalog/GOLDEN.md describes it. */
export const goldenCase = z.strictObject({
  name: z.string(),
  config: z.record(z.string(), z.json()).default({}),
  parameters: z.array(z.strictObject({ name: z.string(), type: z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'datetime']), default: z.string() })).default([]), // prettier-ignore
  inputs: z.record(z.string(), z.union([input, z.array(input)])).default({}),
  outputs: z.record(z.string(), output).default({}),
  counts: counts.optional(),
  zone: z.string().default('UTC'),
  now: z.string().default('2026-03-01T00:00:00Z'),
  files: z.record(z.string(), z.union([z.string(), z.strictObject({ base64: z.string() })])).default({}),
  written: z.record(z.string(), z.union([z.string(), z.strictObject({ columns: z.array(z.string()).optional(), rows })])).default({}),
  problems: z.array(z.string()).optional(),
  failure: z.string().optional(),
})

export type GoldenCase = z.output<typeof goldenCase>
export const goldenFile = z.array(goldenCase).min(1)
