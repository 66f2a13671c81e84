import { type RunSummary } from '@sluice/contract'
import { hasErrors } from '@sluice/flow'
import { type Workspace } from '@sluice/store'
import { type Request } from 'express'
import { type Signed } from '../../auth/auth.ts'
import { ApiFailure, problemDto } from '../../http/failure.ts'
import { replayAgain } from '../rejected/replay.ts'
import { problemsOn, readGround, runProblems } from './run-problems.ts'

interface Wanted {
  readonly revision?: number
  readonly parameters: Record<string, string>
}

/** What asks for the run: a person by hand, or a program with its token; and what it calls the request. */
export interface Asker {
  readonly trigger: 'manual' | 'api'
  readonly triggerRef?: string
  readonly requestKey?: string
}

/** Printable ASCII, as a header can carry it. */
const REQUEST_KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/

/** Who asks, and the request's `Idempotency-Key`; one that is longer than 200 signs or not printable is refused. */
export function askerOf(session: Signed, request: Request): Asker {
  const requestKey = request.get('idempotency-key')
  if (requestKey !== undefined && !REQUEST_KEY.test(requestKey)) throw new ApiFailure(400, 'request-key-invalid')
  return {
    ...(session.by === 'token' ? { trigger: 'api', triggerRef: session.tokenId } : { trigger: 'manual' }),
    ...(requestKey === undefined ? {} : { requestKey }),
  }
}

/**
 * Puts a run of the saved flow into the queue; a flow that can't run is refused with its problems. Asked again with the
 * same request key, it answers with the first run, whatever has happened to the flow since.
 */
export async function startRun(workspace: Workspace, flowId: string, wanted: Wanted, asker: Asker): Promise<RunSummary> {
  if (asker.requestKey !== undefined) {
    const before = await workspace.runs.requested(asker.requestKey, { flowId, ...wanted })
    if (before !== undefined) return before
  }
  const [saved, ground] = await Promise.all([workspace.flows.readAt(flowId, wanted.revision), readGround(workspace)])
  const problems = problemsOn(ground, saved.flow, wanted.parameters)
  if (hasErrors(problems)) throw new ApiFailure(422, 'flow-has-problems', { problems: problems.map(problemDto) })
  return workspace.runs.start(flowId, { revision: saved.revision, parameters: wanted.parameters, ...asker })
}

/**
 * Runs what a run did again: at the same version a commit that was begun is finished, at another one the flow is checked
 * and starts anew with the same parameters; a replay takes in its rows, never what the whole flow reads.
 */
export async function retryRun(workspace: Workspace, id: string, version: 'same' | 'newest' | 'published'): Promise<RunSummary> {
  const resumed = version === 'same' ? await workspace.runs.resume(id) : undefined
  if (resumed !== undefined) return resumed
  const run = await workspace.runs.read(id)
  const { flowId, flowRevision, parameters, published } = run
  if (run.status === 'failed' && run.progress.phase === 'committing') throw new ApiFailure(409, 'commit-unfinished')
  const wanted = version === 'published' ? await workspace.flows.readPublished(flowId) : await workspace.flows.readAt(flowId, version === 'same' ? flowRevision : undefined) // prettier-ignore
  const replayed = await replayAgain(workspace, run, wanted)
  if (replayed !== undefined) return replayed
  const problems = await runProblems(workspace, wanted.flow, parameters)
  if (hasErrors(problems)) throw new ApiFailure(422, 'flow-has-problems', { problems: problems.map(problemDto) })
  return workspace.runs.retry(id, { revision: wanted.revision, published: version === 'published' || (version === 'same' && published) })
}
