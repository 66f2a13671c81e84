import { isConnectionReference, isSecretReference } from '@sluice/flow'
import { parseType } from '@sluice/plan'
import { z } from 'zod'
import type { Field, Fields, ItemsField, NumberField } from './fields.ts'

/** Most items a list in a node's settings may hold; a form with more is a data set, not settings. */
const MOST_ITEMS = 10_000

/** Refuses with a code of ours, which `readConfig` turns into a problem. */
const refused = (code: string) => ({ params: { code } })

const numberSchema = (field: NumberField): z.ZodType => {
  let schema = field.integer ? z.int() : z.number()
  if (field.min !== undefined) schema = schema.min(field.min)
  if (field.max !== undefined) schema = schema.max(field.max)
  return field.default === null ? schema.nullable() : schema
}

const typeText = z.string().refine((text) => parseType(text) !== undefined, refused('unknown-type'))

const secretSchema = z
  .unknown()
  .refine((value) => typeof value !== 'string', refused('secret-literal'))
  .refine((value) => value === null || typeof value === 'string' || isSecretReference(value), refused('secret-invalid'))

const tableSchema = z
  .strictObject({
    columns: z.array(z.string().max(1_000)).min(1).max(1_000),
    rows: z.array(z.array(z.string().nullable())).max(100_000),
  })
  .refine((table) => table.rows.every((row) => row.length === table.columns.length), refused('table-ragged'))

const connectionReference = z.unknown().refine((value) => value === null || isConnectionReference(value), refused('connection-invalid'))

const columnSchema = z.strictObject({
  source: z.string().max(10_000),
  name: z.string().max(10_000),
  type: typeText,
  format: z.string().max(200).optional(),
})

const itemsSchema = (field: ItemsField): z.ZodType => z.array(configSchema(field.fields)).max(MOST_ITEMS)

function fieldSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case 'text':
      return z.string().max(field.maxLength)
    case 'number':
      return numberSchema(field)
    case 'boolean':
      return z.boolean()
    case 'choice':
      return z.enum(field.options)
    case 'file':
      return z.string().max(1_024)
    case 'column':
      return z.string().max(10_000)
    case 'columns':
    case 'strings':
      return z.array(z.string().max(10_000)).max(MOST_ITEMS)
    case 'expression':
      return z.string().max(100_000)
    case 'secret':
      return secretSchema
    case 'connection':
      return connectionReference
    case 'type':
      return typeText
    case 'items':
      return itemsSchema(field)
    case 'table':
      return tableSchema
    case 'schema':
      return z.array(columnSchema).max(MOST_ITEMS)
  }
}

const known = new WeakMap<Fields, z.ZodType>()

/** The schema of a node's settings, got from its fields. Unknown keys are refused; defaults are filled in before (`withDefaults`). */
export function configSchema(fields: Fields): z.ZodType {
  const made = known.get(fields)
  if (made !== undefined) return made
  const schema = z.strictObject(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])))
  known.set(fields, schema)
  return schema
}
