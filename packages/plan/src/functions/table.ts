import { checkDigitFunctions } from './check-digits.ts'
import { convertFunctions } from './convert.ts'
import { dateFunctions } from './date.ts'
import type { FunctionDefinition } from './definition.ts'
import { listFunctions } from './list.ts'
import { logicFunctions } from './logic.ts'
import { numberFunctions } from './number.ts'
import { textFunctions } from './text.ts'

const all = [
  ...textFunctions,
  ...checkDigitFunctions,
  ...numberFunctions,
  ...dateFunctions,
  ...logicFunctions,
  ...listFunctions,
  ...convertFunctions,
]

/** Every function of the language by name, operators and internal ones included. */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(all.map((f) => [f.name, f]))

/** The functions that people may type. */
export const publicFunctions: readonly FunctionDefinition[] = all.filter((f) => !f.internal)
