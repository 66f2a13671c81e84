import type { Fields } from './fields.ts'

/** Settings whose shape is known only through the node's fields. */
export type Config = Readonly<Record<string, unknown>>

/** True for an object that is neither null nor a list. */
export const isRecord = (value: unknown): value is Config => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The settings with every absent field filled with its default, inside lists of records too. */
export function withDefaults(fields: Fields, raw: unknown): unknown {
  if (!isRecord(raw)) return raw
  const filled: Record<string, unknown> = { ...raw }
  for (const [name, field] of Object.entries(fields)) {
    const value = raw[name]
    if (value === undefined) filled[name] = field.default
    else if (field.kind === 'items' && Array.isArray(value)) filled[name] = value.map((item: unknown) => withDefaults(field.fields, item))
  }
  return filled
}

/** The settings that a new node of a kind starts with. */
export const defaultConfig = (fields: Fields): Config =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default]))
