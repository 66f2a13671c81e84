import type { Scalar } from '../scalar.ts'
import { DATE, DATETIME, TEXT, TIME, sameType, type DataType } from '../types.ts'
import type { FunctionDefinition } from './definition.ts'

/** Turns a value into a type; missing when it does not fit. */
export const convertTo = (value: Scalar, type: DataType): Scalar =>
  sameType(value.type, type)
    ? value
    : value.kind === 'literal' && value.value === null
      ? { ...value, type }
      : { kind: 'convert', value, type }

const DATE_PARTS: ReadonlySet<string> = new Set(['year', 'month', 'day'])
const DATE_TYPES: Readonly<Record<string, DataType>> = { date_of: DATE, time_of: TIME, local_datetime: DATETIME }

/** The call as a scalar; those that are only a shorter way to write another are written as that other. */
export function expand(definition: FunctionDefinition, args: readonly Scalar[], type: DataType): Scalar {
  const { name } = definition
  const [first, second, third] = args
  if (name === 'if' && first !== undefined && second !== undefined && third !== undefined) {
    return { kind: 'case', branches: [{ when: first, then: second }], otherwise: third, type }
  }
  if (first === undefined) return { kind: 'call', fn: name, args, type }
  if (DATE_PARTS.has(name)) return { kind: 'call', fn: 'date_part', args: [{ kind: 'literal', value: name, type: TEXT }, first], type }
  const part = DATE_TYPES[name]
  if (part !== undefined) return convertTo(name === 'time_of' && first.type.kind === 'date' ? convertTo(first, DATETIME) : first, part)
  if (definition.group === 'convert' && name.startsWith('to_')) return convertTo(first, type)
  if (name === 'coalesce' && args.length === 1) return first
  return { kind: 'call', fn: name, args, type }
}
