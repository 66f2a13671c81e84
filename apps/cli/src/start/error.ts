import type { TextCode } from '../texts/text.ts'

/** Sluice can't start; the text of `code` says what to do. */
export class StartError extends Error {
  readonly code: TextCode
  readonly params: Readonly<Record<string, string | number>>
  constructor(code: TextCode, params: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(code, { cause })
    this.code = code
    this.params = params
  }
}
