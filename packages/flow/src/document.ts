import { z } from 'zod'

/** The version of the flow document that this program writes. */
export const FLOW_VERSION = 1

/** Ids of nodes: `[a-z][a-z0-9_-]{0,63}`. */
export const nodeIdSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/)

/** Any JSON value, as node configs hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const positionSchema = z.strictObject({ x: z.number(), y: z.number() })

/** Rejected rows that a run may have; one more, and it fails before anything is written. */
const rejectLimitSchema = z.strictObject({
  rows: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Of a node: percent of the rows that come in. Of a flow: percent of the records that its sources read. */
  percent: z.number().min(0).max(100).optional(),
})

const nodeSchema = z.strictObject({
  id: nodeIdSchema,
  /** Node type of the catalogue, e.g. `source.csv`. */
  type: z.string().min(1).max(100),
  /** Version of the node's settings; absent means 1. Migrated by the catalogue. */
  version: z.int().min(1).optional(),
  label: z.string().max(200).default(''),
  config: z.record(z.string(), z.json()).default({}),
  position: positionSchema.default({ x: 0, y: 0 }),
  disabled: z.boolean().default(false),
  /** Absent: any number of rows. */
  rejectLimit: rejectLimitSchema.optional(),
})

const endSchema = z.strictObject({
  node: nodeIdSchema,
  port: z.string().min(1).max(64),
  /** Orders the inputs of a port that takes many connections; only on `to`. */
  index: z.int().min(0).optional(),
})

const edgeSchema = z.strictObject({ from: endSchema.omit({ index: true }), to: endSchema })

const parameterSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/),
  type: z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'datetime']),
  default: z.string().optional(),
  description: z.string().max(500).optional(),
})

const noteSchema = z.strictObject({
  id: nodeIdSchema,
  text: z.string().max(10_000),
  position: positionSchema,
  size: z.strictObject({ width: z.number().positive(), height: z.number().positive() }).optional(),
})

/** The schema of a flow document of the current version. Unknown keys are refused. */
export const flowSchema = z.strictObject({
  sluice: z.literal(FLOW_VERSION),
  name: z.string().min(1).max(200),
  /** IANA time zone; absent means the workspace's (UTC on the command line). */
  zone: z.string().max(64).optional(),
  parameters: z.array(parameterSchema).max(100).default([]),
  nodes: z.array(nodeSchema).max(10_000).default([]),
  edges: z.array(edgeSchema).max(50_000).default([]),
  notes: z.array(noteSchema).max(1_000).default([]),
  /** Counts the rejected rows of all nodes together. Absent: any number. */
  rejectLimit: rejectLimitSchema.optional(),
})

export type Flow = z.output<typeof flowSchema>
export type FlowNode = Flow['nodes'][number]
export type FlowEdge = Flow['edges'][number]
export type FlowParameter = Flow['parameters'][number]
export type FlowNote = Flow['notes'][number]
export type RejectLimit = z.output<typeof rejectLimitSchema>

/** A reference to a named secret, the only thing a secret field may hold. */
export interface SecretReference {
  readonly secret: string
}

/** A reference to a connection by its name, the only thing a connection field may hold. */
export interface ConnectionReference {
  readonly connection: string
}

/** The identity of an edge is its ends. */
export const edgeKey = (edge: FlowEdge): string =>
  `${edge.from.node}.${edge.from.port}>${edge.to.node}.${edge.to.port}${edge.to.index === undefined ? '' : `.${edge.to.index}`}`

/** An empty flow with a name. */
export const emptyFlow = (name: string): Flow => ({
  sluice: FLOW_VERSION,
  name,
  parameters: [],
  nodes: [],
  edges: [],
  notes: [],
})
