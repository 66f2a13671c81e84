import type { Problem } from '@sluice/flow'

/** An error answer of the API, or the lack of an answer (`unreachable`). Text by `code` in the `errors` locale files. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly problems: readonly Problem[]
  /** For `stale-revision`: what the server has. */
  readonly current: unknown

  constructor(status: number, code: string, facts: Partial<Pick<ApiError, 'params' | 'problems' | 'current'>> = {}) {
    super(code)
    this.status = status
    this.code = code
    this.params = facts.params ?? {}
    this.problems = facts.problems ?? []
    this.current = facts.current
  }
}
