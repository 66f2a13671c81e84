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

/** True for what PostgreSQL refuses because its disk is full: nothing of that statement was written. Whether it came through the ORM (P2039 and others) or not. */
export function isDatabaseFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, meta } = error as {
    readonly code?: unknown
    readonly meta?: { readonly driverAdapterError?: { readonly cause?: unknown } }
  }
  const cause = meta?.driverAdapterError?.cause
  return code === DISK_FULL || (typeof cause === 'object' && cause !== null && 'originalCode' in cause && cause.originalCode === DISK_FULL)
}

const DISK_FULL = '53100'
