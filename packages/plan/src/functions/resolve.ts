import type { Scalar } from '../scalar.ts'
import { BOOLEAN, DATE, DATETIME, INTEGER, LIST, TEXT, formatType, type DataType } from '../types.ts'
import type { Accepts, CallProblem, FunctionDefinition, Parameter } from './definition.ts'
import { expand } from './expand.ts'
import { isNumeric } from './numeric-types.ts'
import { functions } from './table.ts'
import { readTemporal } from './temporal-text.ts'
import { adaptLiterals, isNull, unify } from './unify.ts'

export type Resolved = { readonly scalar: Scalar } | { readonly problem: CallProblem }

const fail = (code: string, params: CallProblem['params'], argument?: number): Resolved => ({ problem: { code, params, argument } })

function accepts(type: DataType, wanted: Accepts): boolean {
  switch (wanted) {
    case 'any':
      return true
    case 'number':
      return isNumeric(type)
    case 'temporal':
      return type.kind === 'date' || type.kind === 'datetime' || type.kind === 'instant'
    case 'json':
      return type.kind === 'list' || type.kind === 'record'
    case 'comparable':
      return type.kind !== 'list' && type.kind !== 'record' && type.kind !== 'binary'
    default:
      return type.kind === wanted
  }
}

const NULL_TYPES: Readonly<Record<Accepts, DataType>> = {
  any: TEXT, comparable: TEXT, text: TEXT, number: INTEGER, integer: INTEGER, boolean: BOOLEAN, temporal: DATETIME,
  instant: { kind: 'instant' }, list: LIST, json: LIST,
} // prettier-ignore

/** A literal that can stand for what the parameter wants: missing of any type, a date written as text. */
function adapted(arg: Scalar, wanted: Accepts): Scalar {
  if (accepts(arg.type, wanted) || arg.kind !== 'literal') return arg
  if (arg.value === null) return { ...arg, type: NULL_TYPES[wanted] }
  if (wanted !== 'temporal' || typeof arg.value !== 'string' || arg.type.kind !== 'text') return arg
  const type = readTemporal(arg.value, DATE) === undefined ? DATETIME : DATE
  const value = readTemporal(arg.value, type)
  return value === undefined ? arg : { kind: 'literal', value, type }
}

const parameterAt = (definition: FunctionDefinition, index: number): Parameter | undefined => {
  const last = definition.parameters.at(-1)
  return definition.parameters[index] ?? (last?.repeated === true ? last : undefined)
}

/** The fewest and most arguments a function takes. */
export function arity(definition: FunctionDefinition): { readonly least: number; readonly most: number } {
  const least = definition.parameters.filter((p) => p.optional !== true).length
  return { least, most: definition.parameters.at(-1)?.repeated === true ? Infinity : definition.parameters.length }
}

function checkArguments(definition: FunctionDefinition, args: readonly Scalar[]): Resolved | undefined {
  const { least, most } = arity(definition)
  if (args.length < least || args.length > most) {
    const wanted = most === Infinity ? `${least}+` : least === most ? `${least}` : `${least}–${most}`
    return fail('wrong-argument-count', { function: definition.name, wanted, given: `${args.length}` })
  }
  for (const [i, arg] of args.entries()) {
    const parameter = parameterAt(definition, i)
    if (parameter === undefined) continue
    const facts = { function: definition.name, parameter: parameter.name }
    if (parameter.constant === true && (arg.kind !== 'literal' || arg.value === null)) return fail('not-constant', facts, i)
    if (!accepts(arg.type, parameter.accepts)) {
      return fail('wrong-argument-type', { ...facts, wanted: parameter.accepts, given: formatType(arg.type) }, i)
    }
  }
  return undefined
}

/** Arguments of one type where the function wants it; literals in the type of what they stand beside. */
function align(definition: FunctionDefinition, args: readonly Scalar[]): readonly Scalar[] | CallProblem {
  const sameAt = args.flatMap((_, i) => (parameterAt(definition, i)?.same === true ? [i] : []))
  if (sameAt.length > 0) {
    const group = sameAt.flatMap((i) => args[i] ?? [])
    const unified = unify(group)
    if (unified === undefined) {
      const types = [...new Set(adaptLiterals(group).map((a) => formatType(a.type)))]
      return { code: 'types-differ', params: { function: definition.name, types: types.join(', ') }, argument: sameAt[1] }
    }
    const byIndex = new Map(sameAt.map((index, i) => [index, unified[i]]))
    return args.map((arg, i) => byIndex.get(i) ?? arg)
  }
  const arithmetic =
    args.length === 2 && args.every((a, i) => parameterAt(definition, i)?.accepts === 'number' && (isNumeric(a.type) || isNull(a)))
  return arithmetic ? adaptLiterals(args) : args
}

/** Types a call: checks and aligns the arguments and finds the type of the result. */
export function resolveCall(name: string, given: readonly Scalar[]): Resolved {
  const definition = functions.get(name)
  if (definition === undefined) return fail('unknown-function', { function: name })
  const prepared = given.map((arg, i) => {
    const parameter = parameterAt(definition, i)
    return parameter === undefined ? arg : adapted(arg, parameter.accepts)
  })
  const aligned = align(definition, prepared)
  if ('code' in aligned) return { problem: aligned }
  const refused = checkArguments(definition, aligned)
  if (refused !== undefined) return refused
  const problem = definition.check?.(aligned)
  if (problem !== undefined) return { problem }
  const type = definition.result(aligned)
  if (type === undefined) return fail('result-too-wide', { function: name })
  return { scalar: expand(definition, aligned, type) }
}
