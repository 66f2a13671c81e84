import type { Scalar } from '../scalar.ts'
import { FLOAT, decimal, parseType, type DataType } from '../types.ts'
import { constantText, define, parameter, type FunctionDefinition } from './definition.ts'
import { productType, remainderType, sumType } from './numeric-types.ts'
import { numberFormatProblem } from './number-format.ts'

const left = parameter('left', 'number')
const right = parameter('right', 'number')
const number = parameter('number', 'number')

const typeOf = (args: readonly Scalar[], i: number): DataType => args[i]?.type ?? FLOAT

const isZero = (arg: Scalar | undefined): boolean => /^[+-]?[0.]*(e.*)?$/i.test(constantText(arg) ?? '0')

/** The digits that the exact sum or product would need. */
function needed(args: readonly Scalar[], rule: 'sum' | 'product'): number {
  const [a, b] = args.map(({ type }) =>
    type.kind === 'decimal' ? type : { precision: type.kind === 'integer' && type.bits === 128 ? 38 : 19, scale: 0 },
  )
  if (a === undefined || b === undefined) return 0
  if (rule === 'product') return a.precision + b.precision
  return Math.max(a.precision - a.scale, b.precision - b.scale) + Math.max(a.scale, b.scale) + 1
}

const overflows =
  (rule: 'sum' | 'product') =>
  (args: readonly Scalar[], result: DataType): boolean =>
    result.kind === 'integer' || (result.kind === 'decimal' && needed(args, rule) > result.precision)

const arithmetic = (
  name: string,
  result: FunctionDefinition['result'],
  fallible: FunctionDefinition['fallible'],
  o: Partial<FunctionDefinition> = {},
) => define({ name, group: 'number', internal: true, parameters: [left, right], result, fallible, ...o })

const onlyInteger = (_args: readonly Scalar[], result: DataType): boolean => result.kind === 'integer'

/** The whole part of a decimal keeps its digits; a float stays one. */
const whole = (args: readonly Scalar[]): DataType => {
  const type = typeOf(args, 0)
  return type.kind === 'decimal' ? decimal(type.precision, 0) : type
}

function roundType(args: readonly Scalar[]): DataType {
  const type = typeOf(args, 0)
  if (type.kind !== 'decimal') return type
  return decimal(type.precision, Math.min(type.scale, Math.max(0, Number(constantText(args[1]) ?? '0'))))
}

const extreme = (name: string): FunctionDefinition =>
  define({
    name,
    group: 'number',
    missing: 'skips',
    parameters: [parameter('value', 'comparable', { repeated: true, same: true })],
    result: (args) => typeOf(args, 0),
  })

/** Arithmetic. Whole numbers and decimals are exact and raise when the result does not fit; division gives a floating number. */
export const numberFunctions: readonly FunctionDefinition[] = [
  arithmetic('add', (args) => sumType(typeOf(args, 0), typeOf(args, 1)), overflows('sum')),
  arithmetic('subtract', (args) => sumType(typeOf(args, 0), typeOf(args, 1)), overflows('sum')),
  arithmetic('multiply', (args) => productType(typeOf(args, 0), typeOf(args, 1)), overflows('product')),
  arithmetic(
    'divide',
    () => FLOAT,
    (args) => isZero(args[1]),
    { repeats: 2 },
  ),
  arithmetic(
    'modulo',
    (args) => remainderType(typeOf(args, 0), typeOf(args, 1)),
    (args) => isZero(args[1]),
    { repeats: 2, internal: false },
  ),
  define({
    name: 'negate',
    group: 'number',
    internal: true,
    parameters: [number],
    result: (args) => typeOf(args, 0),
    fallible: onlyInteger,
  }),
  define({
    name: 'power',
    group: 'number',
    parameters: [number, parameter('exponent', 'number')],
    result: () => FLOAT,
    fallible: true,
    repeats: 2,
  }),
  define({ name: 'sqrt', group: 'number', parameters: [number], result: () => FLOAT, fallible: true }),
  define({ name: 'abs', group: 'number', parameters: [number], result: (args) => typeOf(args, 0), fallible: onlyInteger }),
  define({
    name: 'round',
    group: 'number',
    parameters: [number, parameter('digits', 'integer', { optional: true, constant: true })],
    result: roundType,
    fallible: onlyInteger,
  }),
  define({ name: 'floor', group: 'number', parameters: [number], result: whole }),
  define({ name: 'ceil', group: 'number', parameters: [number], result: whole }),
  extreme('min_of'),
  extreme('max_of'),
  define({
    name: 'parse_number',
    group: 'number',
    missing: 'own',
    parameters: [
      parameter('text', 'text'),
      parameter('decimal_mark', 'text', { optional: true, constant: true }),
      parameter('group_mark', 'text', { optional: true, constant: true }),
      parameter('options', 'text', { optional: true, constant: true }),
      parameter('type', 'text', { optional: true, constant: true }),
    ],
    result: (args) => parseType(constantText(args[4]) ?? 'decimal(38,10)'),
    check: numberFormatProblem,
    repeats: 4,
  }),
]
