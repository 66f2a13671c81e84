import type { Problem } from '@sluice/flow'
import { ConnectorError } from '../connector.ts'
import { errorCode } from './error-code.ts'

/** A failure of a run that has been understood: it carries what a person is told. */
export class RunFailure extends Error {
  constructor(
    readonly problem: Problem,
    /** The outside world may be better later. */
    readonly retryable = false,
  ) {
    super(`${problem.code} ${JSON.stringify(problem.params ?? {})}`)
  }
}

/** Whether trying again later may help: a failure of the outside world, not of the flow or its rows. */
export const isRetryable = (error: unknown): boolean => (error instanceof ConnectorError || error instanceof RunFailure) && error.retryable

const failure = (code: string, node: string | undefined, params: Problem['params']): Problem => ({
  severity: 'error',
  code,
  ...(node === undefined ? {} : { nodeId: node }),
  params: { node: node ?? '', ...params },
})

/** What DuckDB says when it can't go on, and our codes for it. */
const DATABASE: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|max_temp_directory_size|Disk quota exceeded/i, 'disk-full'],
  [/Out of Memory/i, 'out-of-memory'],
  [/Maximum line size|max_line_size/i, 'csv-line-too-long'],
  [/No files found|Cannot open file/i, 'file-not-readable'],
  [/Permission Error|Permission denied/i, 'file-not-allowed'],
  [/Conversion Error|Out of Range|Overflow in|overflow/i, 'value-out-of-range'],
  [/Invalid unicode|not utf-?8 encoded|Invalid UTF-8/i, 'csv-invalid-text'],
  [/CSV Error|Error when sniffing|Invalid Input Error.*CSV/i, 'csv-not-readable'],
]

const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'disk-full', EDQUOT: 'disk-full', EACCES: 'file-not-allowed', EPERM: 'file-not-allowed', EROFS: 'file-not-allowed', ENOENT: 'file-not-readable',
} // prettier-ignore

/** Turns whatever was thrown into a problem with a stable code and the node at which it happened. */
export function problemOf(error: unknown, node: string | undefined): Problem {
  if (error instanceof RunFailure) return error.problem
  if (error instanceof ConnectorError) return failure(error.code, node, error.params)
  const text = error instanceof Error ? error.message : String(error)
  const detail = text.split('\n')[0] ?? ''
  const system = SYSTEM[errorCode(error) ?? '']
  if (system !== undefined) return failure(system, node, { detail })
  // Which limit was reached is told below the first line.
  const known = DATABASE.find(([pattern]) => pattern.test(text))
  return failure(known?.[1] ?? 'engine-error', node, { detail: detail.slice(0, 500) })
}
