import { decimal, type DataType, type Scalar } from '@sluice/plan'

const ISO_DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?$/

function isMoment(text: string): boolean {
  const [date = '', time = '', ...rest] = text.split(/[T ]/)
  return rest.length === 0 && ISO_DATE.test(date) && CLOCK.test(time)
}

/** The type in which a number as a person wrote it is exact. */
function numberType(text: string): DataType | undefined {
  const match = /^[+-]?(\d*)(?:\.(\d*))?$/.exec(text)
  const [whole = '', part = ''] = [match?.[1], match?.[2]]
  if (match === null || whole + part === '' || whole.length + part.length > 38) return undefined
  return part === '' && whole.length <= 18 ? { kind: 'integer', bits: 64 } : decimal(Math.max(1, whole.length + part.length), part.length)
}

/** A value typed into a form, as a literal to compare with values of a type; undefined when it can't be one. */
export function typedValue(text: string, type: DataType): Scalar | undefined {
  const literal = (value: string | boolean, as: DataType = type): Scalar => ({ kind: 'literal', value, type: as })
  const trimmed = text.trim()
  switch (type.kind) {
    case 'text':
    case 'list':
    case 'record':
    case 'binary':
      return literal(text, { kind: 'text' })
    case 'integer':
    case 'decimal':
    case 'float': {
      const exact = numberType(trimmed)
      return exact === undefined ? undefined : literal(trimmed.replace(/^\+/, '').replace(/\.$/, ''), exact)
    }
    case 'boolean':
      return /^(?:true|false)$/i.test(trimmed) ? literal(trimmed.toLowerCase() === 'true') : undefined
    case 'date':
      return ISO_DATE.test(trimmed) ? literal(trimmed) : undefined
    case 'time':
      return CLOCK.test(trimmed) ? literal(trimmed) : undefined
    case 'datetime':
      return moment(trimmed, literal)
    case 'instant':
      return /(?:Z|[+-]\d{2}:\d{2})$/.test(trimmed) && isMoment(trimmed.replace(/(?:Z|[+-]\d{2}:\d{2})$/, ''))
        ? literal(trimmed)
        : undefined
  }
}

function moment(text: string, literal: (value: string) => Scalar): Scalar | undefined {
  if (ISO_DATE.test(text)) return literal(`${text} 00:00:00`)
  return isMoment(text) ? literal(text.replace('T', ' ')) : undefined
}
