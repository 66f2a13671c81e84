import type { DataType } from '../types.ts'

/** The DuckDB type that carries a type. Lists and records are their JSON text. */
export function printType(type: DataType): string {
  switch (type.kind) {
    case 'text':
    case 'list':
    case 'record':
      return 'VARCHAR'
    case 'integer':
      return type.bits === 128 ? 'HUGEINT' : 'BIGINT'
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'float':
      return 'DOUBLE'
    case 'boolean':
      return 'BOOLEAN'
    case 'date':
      return 'DATE'
    case 'time':
      return 'TIME'
    case 'datetime':
      return 'TIMESTAMP'
    case 'instant':
      return 'TIMESTAMPTZ'
    case 'binary':
      return 'BLOB'
  }
}
