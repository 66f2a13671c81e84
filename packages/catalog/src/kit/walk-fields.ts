import { isRecord, type Config } from './defaults.ts'
import type { Field, Fields } from './fields.ts'

/** A place inside a node's settings. */
export type Path = readonly (string | number)[]

/** True when the field counts in these settings: it has no condition, or the field it depends on has one of the values. */
export function isShown(field: Field, config: Config): boolean {
  if (field.when === undefined) return true
  const value = config[field.when.field]
  return (typeof value === 'string' || typeof value === 'boolean') && field.when.is.includes(value)
}

/** Calls `visit` for every shown field with its value and place, items of lists included, and gives the settings with what it returns. */
export function mapFields(
  fields: Fields,
  config: Config,
  visit: (field: Field, value: unknown, path: Path) => unknown,
  at: Path = [],
): Config {
  const result: Record<string, unknown> = { ...config }
  for (const [name, field] of Object.entries(fields)) {
    if (!isShown(field, config)) continue
    const path = [...at, name]
    const value = visit(field, config[name], path)
    result[name] =
      field.kind === 'items' && Array.isArray(value)
        ? value.map((item: unknown, index) => (isRecord(item) ? mapFields(field.fields, item, visit, [...path, index]) : item))
        : value
  }
  return result
}
