import { type ErrorBody } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { EngineFailure } from '@sluice/runtime'
import { isDatabaseFull, StaleRevision, StoreError } from '@sluice/store'
import { type z } from 'zod'

type Facts = Omit<ErrorBody['error'], 'code'>

/** An answer that is not a success: HTTP status and the one error shape. */
export class ApiFailure extends Error {
  readonly status: number
  readonly code: string
  readonly facts: Facts
  constructor(status: number, code: string, facts: Facts = {}) {
    super(code)
    this.status = status
    this.code = code
    this.facts = facts
  }
}

const STATUS_OF_STORE: ReadonlyMap<string, number> = new Map([
  ['not-found', 404],
  ['stale-revision', 409],
  ['outputs-full', 507],
  ['address-taken', 409],
  ['trigger-loop', 422],
  ['stale-connection', 409],
  ['stale-policy', 409],
  ['connection-exists', 409],
  ['connection-in-use', 409],
  ['connection-destination-changed', 422],
  ['request-key-used', 409],
  ['rejected-row-closed', 409],
  ['rejected-rows-closed', 409],
  ['rejected-rows-differ', 422],
  ['rejected-column-unknown', 422],
  ['not-published', 409],
  ['backfill-too-large', 422],
  ['backfill-empty', 422],
  ['backfill-range', 422],
  ['run-not-waiting', 409],
  ['run-not-ended', 409],
  ['run-no-commit', 409],
  ['commit-unfinished', 409],
  ['flow-still-runs', 409],
  ['flow-commit-unfinished', 409],
  ['events-gone', 409],
  ['secret-unreadable', 500],
])

/** A request that breaks the contract: every place that does, with the schema's words as a parameter. */
export function invalidRequest(error: z.ZodError, part: 'params' | 'query' | 'body'): ApiFailure {
  const problems = error.issues.slice(0, 50).map((issue) => ({
    severity: 'error' as const,
    code: issue.code === 'unrecognized_keys' ? 'unknown-key' : 'invalid-field',
    path: [part, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))],
    params: { field: issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : part), reason: issue.message },
  }))
  return new ApiFailure(400, 'invalid-request', { problems })
}

/** Any error as an answer; undefined for one that is ours to look into. */
export function failureOf(error: unknown): ApiFailure | undefined {
  if (error instanceof ApiFailure) return error
  if (error instanceof StaleRevision) return new ApiFailure(409, error.code, { params: { ...error.params }, current: error.current })
  if (error instanceof StoreError) {
    const status = STATUS_OF_STORE.get(error.code)
    return status === undefined ? undefined : new ApiFailure(status, error.code, { params: { ...error.params } })
  }
  if (isDatabaseFull(error)) return new ApiFailure(507, 'database-full')
  if (error instanceof EngineFailure) return fromProblem(error.problem)
  return fromHttpError(error)
}

/** What Express itself refuses: addresses it can't decode, files that are not there. */
function fromHttpError(error: unknown): ApiFailure | undefined {
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500
  if (status < 400 || status >= 500) return undefined
  return new ApiFailure(status, status === 404 ? 'no-such-route' : 'invalid-request')
}

function fromProblem(problem: Problem): ApiFailure {
  const dto = problemDto(problem)
  return new ApiFailure(422, dto.code, { params: dto.params, problems: [dto] })
}

/** A problem as the contract carries it. */
export const problemDto = ({ severity, code, nodeId, path, params }: Problem) => ({
  severity,
  code,
  ...(nodeId === undefined ? {} : { nodeId }),
  ...(path === undefined ? {} : { path: [...path] }),
  ...(params === undefined ? {} : { params: { ...params } }),
})
