import type { Scalar } from '../scalar.ts'
import type { DataType } from '../types.ts'

export type FunctionGroup = 'text' | 'number' | 'date' | 'logic' | 'list' | 'convert'

/** What a parameter takes. `temporal` is a date, date-time or instant; `json` a list or record; `comparable` anything with an order. */
export type Accepts =
  | 'any' | 'text' | 'number' | 'integer' | 'boolean' | 'temporal' | 'instant' | 'comparable' | 'list' | 'json' // prettier-ignore

export interface Parameter {
  readonly name: string
  readonly accepts: Accepts
  readonly optional?: true
  /** The last parameter may come any number of times. */
  readonly repeated?: true
  /** Must be a literal, because it shapes the printed expression. */
  readonly constant?: true
  /** All arguments of parameters with this mark are brought to one type. */
  readonly same?: true
}

/**
 * What a function does with missing values.
 * `propagates`: one missing argument makes the result missing. `skips`: missing arguments are left out.
 * `own`: as its help says.
 */
export type MissingRule = 'propagates' | 'skips' | 'own'

/** Why a call was refused: a code of the locale files with its facts. */
export interface CallProblem {
  readonly code: string
  readonly params: Readonly<Record<string, string>>
  /** Index of the argument it is about. */
  readonly argument?: number
}

/**
 * One function of the language, operators included. Help texts live in the locale files under `functions.<name>`.
 * A dialect file holds its printing under the same name.
 */
export interface FunctionDefinition {
  readonly name: string
  readonly group: FunctionGroup
  readonly parameters: readonly Parameter[]
  readonly missing: MissingRule
  /** For operators and for what only nodes use: not offered to people as a function. */
  readonly internal: boolean
  /** May raise on some values; nodes then split the failing rows off. */
  readonly fallible: boolean | ((args: readonly Scalar[], result: DataType) => boolean)
  /** The type of the result, undefined when it can't be held by any type. */
  readonly result: (args: readonly Scalar[]) => DataType | undefined
  /** Checks of constant arguments beyond their type, e.g. date formats and patterns. */
  readonly check?: (args: readonly Scalar[]) => CallProblem | undefined
  /** How often the dialect may repeat an argument in its print; bounds the size of what is printed. */
  readonly repeats?: number
}

type Spec = Omit<FunctionDefinition, 'missing' | 'internal' | 'fallible'> & Partial<FunctionDefinition>

/** A definition with the common rules filled in: missing propagates, offered to people, never raises. */
export const define = (spec: Spec): FunctionDefinition => ({ missing: 'propagates', internal: false, fallible: false, ...spec })

export const parameter = (name: string, accepts: Accepts, o: Omit<Parameter, 'name' | 'accepts'> = {}): Parameter => ({
  name,
  accepts,
  ...o,
})

/** A result that is always of one type. */
export const always = (type: DataType) => (): DataType => type

/** The text of a constant argument; undefined when it is missing or not a text or number literal. */
export const constantText = (arg: Scalar | undefined): string | undefined =>
  arg?.kind === 'literal' && typeof arg.value === 'string' ? arg.value : undefined
