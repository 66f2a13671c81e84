import { z } from 'zod'

const schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  items: z.looseObject({ properties: z.record(z.string(), z.looseObject({})).optional() }).optional(),
  properties: z.record(z.string(), z.looseObject({ type: z.unknown(), format: z.string().optional() })).optional(),
  default: z.string().optional(),
})
const parameter = z.object({ name: z.string(), in: z.string(), required: z.boolean(), description: z.string().optional(), schema })
const response = z.object({ description: z.string(), content: z.record(z.string(), z.object({ schema })).optional() })
const operation = z.object({
  summary: z.string(),
  description: z.string(),
  parameters: z.array(parameter),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  responses: z.record(z.string(), response),
})
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ securitySchemes: z.record(z.string(), z.object({ name: z.string() })) }),
})

export interface Field {
  readonly name: string
  readonly type: string
  readonly place: string
  readonly required: boolean
  readonly description: string
}

/** An endpoint as a person reads it. */
export interface EndpointDoc {
  readonly method: string
  readonly path: string
  readonly name: string
  readonly flow: string
  readonly header: string | undefined
  readonly parameters: readonly Field[]
  readonly status: string
  readonly list: boolean
  readonly answer: readonly Field[]
  readonly failures: readonly string[]
}

const typeText = (of: { type?: unknown; format?: string | undefined }): string => {
  const kinds = (Array.isArray(of.type) ? of.type : [of.type]).filter((kind): kind is string => typeof kind === 'string')
  return [kinds.join(' | '), ...(of.format === undefined ? [] : [`(${of.format})`])].join(' ').trim()
}

const fieldsOf = (of: z.output<typeof schema>): readonly Field[] => {
  const record = schema.parse(of.items ?? of)
  return Object.entries(record.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeText(field),
    place: '',
    required: true,
    description: '',
  }))
}

/** The endpoints of an OpenAPI document that our own server made, in the order of their paths. */
export function readEndpoints(document: unknown): readonly EndpointDoc[] {
  const { paths, components } = documentSchema.parse(document)
  return Object.entries(paths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { summary, description, parameters, security, responses }]): EndpointDoc => {
        const [status = '200', answer] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
        const answered = answer?.content?.['application/json']?.schema
        return {
          method: method.toUpperCase(),
          path,
          name: summary,
          flow: description,
          header: components.securitySchemes[Object.keys(security?.[0] ?? {})[0] ?? '']?.name,
          parameters: parameters.map((p) => ({ name: p.name, type: typeText(p.schema), place: p.in, required: p.required, description: p.description ?? '' })), // prettier-ignore
          status,
          list: answered?.type === 'array',
          answer: answered === undefined ? [] : fieldsOf(answered),
          failures: Object.keys(responses).filter((code) => !code.startsWith('2')),
        }
      }),
    )
}
