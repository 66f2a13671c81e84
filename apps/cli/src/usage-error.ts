import { text, type TextCode } from './texts/text.ts'

/** Something is wrong with what was asked for; the message says what to do. Ends the command with exit code 2. */
export class UsageError extends Error {
  constructor(code: TextCode, params: Readonly<Record<string, string | number>> = {}) {
    super(text(code, params))
  }
}
