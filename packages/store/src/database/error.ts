/** A failure with a stable code that a person gets a text for (`problems.<code>`). */
export class StoreError extends Error {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  constructor(code: string, params: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(code, { cause })
    this.code = code
    this.params = params
  }
}

/** What was asked for is not in this workspace. */
export const notFound = (what: string): StoreError => new StoreError('not-found', { what })
