/**
 * Why something outside failed for the moment. `unreachable`: nobody answers, or the line broke. `timeout`: no answer in time. `busy`: it
 * answers that it can't now.
 */
export type Passing = 'unreachable' | 'timeout' | 'busy'

interface Options {
  /** The same may well succeed a moment later: the node tries again by itself. */
  readonly passing?: Passing | undefined
  /** The other side wants no further try before so many milliseconds. */
  readonly askedMs?: number | undefined
  /** A later run may fare better; also without `passing`, where trying the same at once would not help. */
  readonly retryable?: boolean | undefined
  readonly cause?: unknown
}

/** A failure of the outside world or of the settings, with a code a person gets a text for. */
export class ConnectorError extends Error {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly passing: Passing | undefined
  readonly askedMs: number | undefined
  readonly retryable: boolean
  constructor(code: string, params: Readonly<Record<string, string | number>> = {}, options: Options = {}) {
    super(code, { cause: options.cause })
    this.code = code
    this.params = params
    this.passing = options.passing
    this.askedMs = options.askedMs
    this.retryable = options.retryable ?? options.passing !== undefined
  }
}
