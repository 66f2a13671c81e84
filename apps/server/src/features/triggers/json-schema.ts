import { type FlowParameter } from '@sluice/flow'
import { type Column, type DataType } from '@sluice/plan'

/** Part of an OpenAPI document. */
export type Json = Record<string, unknown>

/** How a value of a type stands in the JSON of an answer. */
function typeSchema(type: DataType): Json {
  switch (type.kind) {
    case 'integer':
      return { type: 'integer', ...(type.bits === 64 ? { format: 'int64' } : {}) }
    case 'decimal':
    case 'float':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'list':
      return { type: 'array' }
    case 'record':
      return { type: 'object' }
    default:
      return { type: 'string' }
  }
}

/** A record of an answer. A missing value is null, or left out. */
export function columnsSchema(columns: readonly Column[], omitMissing: boolean): Json {
  const entries = columns.map(({ name, type }): readonly [string, Json] => {
    const schema = typeSchema(type)
    return [name, omitMissing ? schema : { ...schema, type: [schema['type'], 'null'] }]
  })
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    ...(omitMissing ? {} : { required: columns.map(({ name }) => name) }),
  }
}

const OF_PARAMETER: Readonly<Record<FlowParameter['type'], Json>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string' },
}

export const parameterSchema = (parameter: FlowParameter): Json => ({
  ...OF_PARAMETER[parameter.type],
  ...(parameter.default === undefined ? {} : { default: parameter.default }),
})
