import type { Scalar } from '../scalar.ts'
import type { DataType } from '../types.ts'

/** A call as a printer sees it: its printed arguments, and the scalars they come from. */
export interface CallPrint {
  readonly args: readonly string[]
  readonly scalars: readonly Scalar[]
  readonly type: DataType
}

/** Prints one function. */
export type Printer = (call: CallPrint) => string

/** The printed argument at an index; functions are only printed after their arity was checked. */
export const at = (call: CallPrint, index: number): string => {
  const printed = call.args[index]
  if (printed === undefined) throw new RangeError(`argument ${index} is absent`)
  return printed
}

/** Prints `name(a, b)`. */
export const plain =
  (name: string): Printer =>
  ({ args }) =>
    `${name}(${args.join(', ')})`

/** Prints `(a op b)`. */
export const infix =
  (operator: string): Printer =>
  ({ args }) =>
    `(${args.join(` ${operator} `)})`

/** A column costs nothing to name twice; anything else would be evaluated twice. */
export const isCheap = (scalar: Scalar | undefined): boolean => scalar?.kind === 'column' || scalar?.kind === 'literal'
