import { BOOLEAN } from '../types.ts'
import { always, define, parameter, type FunctionDefinition } from './definition.ts'

/** How often a dialect may name the text. */
const REPEATS = 24

const test = (name: string): FunctionDefinition =>
  define({ name, group: 'text', parameters: [parameter('text', 'text')], result: always(BOOLEAN), repeats: REPEATS })

/** Numbers that hold their own check: whether a text is one, as written officially. */
export const checkDigitFunctions: readonly FunctionDefinition[] = [test('is_iban'), test('is_resident_id_cn'), test('is_credit_code_cn')]
