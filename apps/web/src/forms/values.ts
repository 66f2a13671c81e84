import { defaultConfig, isRecord, type Config, type Fields, type SchemaColumn, type TableValue } from '@sluice/catalog'
import type { Path } from './form-host.ts'

// Settings come from a document that a person may have edited by hand: each reader takes what fits and stands in for what doesn't.

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

export const asNumber = (value: unknown): number | '' => (typeof value === 'number' ? value : '')

export const asTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

export const asItems = (value: unknown): readonly Config[] => (Array.isArray(value) ? value.filter(isRecord) : [])

export const asSecretName = (value: unknown): string | null =>
  isRecord(value) && typeof value['secret'] === 'string' ? value['secret'] : null

export const asConnectionName = (value: unknown): string | null =>
  isRecord(value) && typeof value['connection'] === 'string' ? value['connection'] : null

export const asSchema = (value: unknown): readonly SchemaColumn[] =>
  asItems(value).map(({ source, name, type, format }) => ({
    source: asText(source),
    name: asText(name),
    type: asText(type),
    ...(typeof format === 'string' && format !== '' && { format }),
  }))

export function asTable(value: unknown): TableValue {
  const columns = isRecord(value) ? asTexts(value['columns']) : []
  const rows: readonly unknown[] = isRecord(value) && Array.isArray(value['rows']) ? value['rows'] : []
  const cell = (row: unknown, index: number): string | null => {
    const found: unknown = Array.isArray(row) ? row[index] : null
    return typeof found === 'string' ? found : null
  }
  return {
    columns: columns.length === 0 ? ['column_1'] : columns,
    rows: rows.map((row) => (columns.length === 0 ? ['column_1'] : columns).map((_, i) => cell(row, i))),
  }
}

/** The settings with defaults where nothing is set. */
export const filledConfig = (fields: Fields, config: Config): Config => ({ ...defaultConfig(fields), ...config })

/** The settings with the value at a place replaced; lists and records on the way are copied. */
export function setAt(config: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (typeof key === 'number') {
    const list: readonly unknown[] = Array.isArray(config) ? config : []
    return list.map((item, index) => (index === key ? setAt(item, rest, value) : item))
  }
  const record = isRecord(config) ? config : {}
  return { ...record, [key]: setAt(record[key], rest, value) }
}

export const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((part, index) => part === b[index])

export const startsWith = (path: Path, start: Path): boolean =>
  path.length >= start.length && start.every((part, index) => part === path[index])
