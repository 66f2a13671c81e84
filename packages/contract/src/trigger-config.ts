import { z } from 'zod'

const header = z.string().regex(/^[A-Za-z0-9-]{1,100}$/)

/** How a request shows that it may come in. */
export const signInSchema = z.discriminatedUnion('kind', [
  /** Whoever knows the address. */
  z.strictObject({ kind: z.literal('open') }),
  /** The secret itself in a header. */
  z.strictObject({ kind: z.literal('api-key'), header: header.default('X-API-Key') }),
  /** HMAC-SHA256 of the body, as GitHub sends it: `<prefix><hex>`. */
  z.strictObject({
    kind: z.literal('signature'),
    header: header.default('X-Hub-Signature-256'),
    prefix: z.string().max(50).default('sha256='),
    encoding: z.enum(['hex', 'base64']).default('hex'),
  }),
  /** HMAC-SHA256 of `<seconds>.<body>`, as Stripe sends it: `t=<seconds>,v1=<hex>` in one header. */
  z.strictObject({
    kind: z.literal('timed-signature'),
    header: header.default('Sluice-Signature'),
    /** Seconds that the sender's clock may differ from ours, either way. */
    toleranceSeconds: z.int().min(5).max(3_600).default(300),
  }),
])
export type SignIn = z.output<typeof signInSchema>

/** What makes two requests the same event. */
export const dedupeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('body') }),
  z.strictObject({ kind: z.literal('header'), name: header }),
  /** A path into the body, such as `data.id`. */
  z.strictObject({ kind: z.literal('path'), path: z.string().min(1).max(200) }),
  /** Every request counts. */
  z.strictObject({ kind: z.literal('none') }),
])
export type Dedupe = z.output<typeof dedupeSchema>

/** Names between slashes; `:name` takes any value. */
const pathSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?:[A-Za-z0-9._~-]+|:[A-Za-z_][A-Za-z0-9_]{0,63})(?:\/(?:[A-Za-z0-9._~-]+|:[A-Za-z_][A-Za-z0-9_]{0,63})){0,9}$/)
  .refine((path) => path.split('/').every((part) => part !== '.' && part !== '..'))

const retries = {
  /** Times that an event is tried before it ends as failed. */
  maxAttempts: z.int().min(1).max(20).default(8),
  backoffSeconds: z.number().min(0).max(300).default(1),
}
const incoming = { path: pathSchema, signIn: signInSchema.default({ kind: 'open' }), maxBodyKb: z.int().min(1).max(10_240).default(1_024) }

/** Settings of a trigger by its kind. */
export const triggerConfigSchema = z.discriminatedUnion('kind', [
  /** Events that are kept first and run in micro-batches. */
  z.strictObject({
    kind: z.literal('webhook'),
    ...incoming,
    dedupe: dedupeSchema.default({ kind: 'body' }),
    /** Requests a second; more are told to come later. */
    ratePerSecond: z.int().min(1).max(100_000).default(5_000),
    batchSize: z.int().min(1).max(5_000).default(200),
    /** Runs at once; with more than one, events may overtake each other. */
    batchesAtOnce: z.int().min(1).max(8).default(1),
    ...retries,
  }),
  /** A request that waits for the flow's answer. */
  z.strictObject({
    kind: z.literal('endpoint'),
    ...incoming,
    method: z.enum(['GET', 'POST']),
    /** Parameters of the flow that the query may set, besides those of the path: a caller must not change where a flow reads. */
    query: z
      .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/))
      .max(50)
      .default([]),
    timeoutSeconds: z.int().min(1).max(60).default(10),
    /** Calls at work at once; as many again may wait. */
    atOnce: z.int().min(1).max(32).default(4),
    ratePerSecond: z.int().min(1).max(100_000).default(100),
    /** What rows that were rejected mean: nothing for the caller, or a refused request. */
    rejected: z.enum(['answer', 'refuse']).default('answer'),
    /** What an answer of one record without a record is. */
    empty: z.enum(['not-found', 'null']).default('not-found'),
  }),
  /** A new file in a folder of the workspace's files. */
  z.strictObject({
    kind: z.literal('file'),
    /** Relative; empty: the top folder. */
    folder: z.string().max(300).default(''),
    /** `*` and `?` stand for any characters and for one. */
    pattern: z.string().min(1).max(200).default('*'),
    /** The flow's parameter that gets the path. */
    parameter: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/),
    everySeconds: z.int().min(1).max(3_600).default(5),
    /** Files that were there when the trigger was made count too. */
    existing: z.boolean().default(false),
    after: z.enum(['keep', 'move']).default('keep'),
    /** Where files go after success, relative to the folder. */
    moveTo: z.string().max(200).default('done'),
    ...retries,
  }),
  /** The end of another flow's run. */
  z.strictObject({
    kind: z.literal('flow'),
    after: z.uuid(),
    when: z.enum(['succeeded', 'failed', 'any']).default('succeeded'),
    ...retries,
  }),
])
export type TriggerConfig = z.output<typeof triggerConfigSchema>
export type TriggerConfigOf<K extends TriggerConfig['kind']> = Extract<TriggerConfig, { kind: K }>
