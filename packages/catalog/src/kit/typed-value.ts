import { convertTo, isNumeric, literal, literalType, parseType, readTemporal, TEXT, type DataType, type Scalar } from '@sluice/plan'

/** A value typed into a form, as a literal to compare with values of a type; undefined when it can't be one. */
export function typedValue(text: string, type: DataType): Scalar | undefined {
  const trimmed = text.trim()
  switch (type.kind) {
    case 'text':
    case 'list':
    case 'record':
    case 'binary':
      return literal(text, TEXT)
    case 'integer':
    case 'decimal':
    case 'float': {
      const plain = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$/.test(trimmed) ? trimmed.replace(/^\+/, '').replace(/^(-?)\./, '$10.') : undefined
      const exact = plain === undefined ? undefined : literalType(plain)
      return plain === undefined || exact === undefined ? undefined : literal(plain, exact)
    }
    case 'boolean':
      return /^(?:true|false)$/i.test(trimmed) ? literal(trimmed.toLowerCase() === 'true') : undefined
    case 'date':
    case 'time':
    case 'datetime':
    case 'instant': {
      const value = readTemporal(trimmed, type)
      return value === undefined ? undefined : literal(value, type)
    }
  }
}

/** Whether a number as written fits into a type without loss. */
function numberFits(text: string, type: DataType): boolean {
  const [whole = '', part = ''] = text.split('.')
  const scale = part.replace(/0+$/, '').length
  const digits = whole.replace(/^-?0*/, '').length
  if (type.kind === 'decimal') return scale <= type.scale && digits <= type.precision - type.scale
  if (type.kind !== 'integer') return true
  return scale === 0 && (type.bits === 128 ? digits <= 38 : BigInt.asIntN(64, BigInt(whole)) === BigInt(whole))
}

/** A value typed into a form, as a constant of exactly this type; undefined when the type can't hold it. */
export function constantOf(text: string, type: DataType): Scalar | undefined {
  const value = typedValue(text, type)
  if (value?.kind !== 'literal' || (isNumeric(type) && !numberFits(String(value.value), type))) return undefined
  return convertTo(value, type)
}

/** The type that a setting names, text when it names none. */
export const typeOf = (text: string): DataType => parseType(text) ?? TEXT
