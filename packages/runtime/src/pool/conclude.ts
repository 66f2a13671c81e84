import type { HostAnswer, HostQuestion, NodeCounts, RunEvent, RunJob, RunOutput } from '@sluice/engine'
import { ManifestFailure } from '@sluice/engine/manifest'
import type { Problem } from '@sluice/flow'
import type { Ending, JobResult, Outcome } from './job.ts'

export type RunFinished = Extract<RunEvent, { type: 'run-finished' }>

/** What the host saw of a run; enough to tell the truth when the engine can't any more. */
export class RunRecord {
  readonly #started = performance.now()
  readonly #counts = new Map<string, NodeCounts>()
  readonly #outputs: RunOutput[] = []
  #atWork: string | undefined
  #finished: RunFinished | undefined
  /** The commit has begun: what is prepared may be visible in part, so that the run can't be called off any more. */
  #committing: boolean
  /** Why the host could not answer, where that is understood: the engine only knows that it was told to stop. */
  #refusal: Problem | undefined

  constructor({ resume, discard }: Pick<RunJob, 'resume' | 'discard'>) {
    this.#committing = resume !== undefined && discard !== true
  }

  /** Notes what the host has answered. */
  hear(question: HostQuestion, answer: HostAnswer): HostAnswer {
    if (question.type === 'commit' && answer === 'go') this.#committing = true
    return answer
  }

  /** Notes why the host has no answer, and throws that on. */
  fail(error: unknown): never {
    if (error instanceof ManifestFailure) this.#refusal = error.problem
    throw error
  }

  /** Keeps the engine's last word for `conclude`; true when the event is to be passed on now. */
  take(event: RunEvent): boolean {
    if (event.type === 'counts') for (const [node, counts] of Object.entries(event.nodes)) this.#counts.set(node, counts)
    if (event.type === 'node-status' && event.status === 'running') this.#atWork = event.node
    if (event.type === 'output') this.#outputs.push(event.output)
    if (event.type === 'run-finished') this.#finished = event
    return event.type !== 'run-finished'
  }

  /** The engine said that the run succeeded. */
  get succeeded(): boolean {
    return this.#finished !== undefined && DONE.includes(this.#finished.status)
  }

  /** The last event of the run. A limit that ended it makes it failed, a process that died is never a success. */
  conclude(job: RunJob, { outcome, ending }: Pick<JobResult, 'outcome' | 'ending'>): RunFinished {
    const told = this.#finished && withReason(this.#finished, this.#refusal)
    if (told !== undefined && this.succeeded) return told
    if (ending === 'cancelled' && this.#committing) return this.#stopped(told)
    const status = ending === 'cancelled' ? 'cancelled' : 'failed'
    if (told !== undefined && (ending === undefined || ending === 'cancelled')) return { ...told, status: ending ?? told.status }
    return {
      type: 'run-finished',
      status,
      durationMs: told?.durationMs ?? Math.round(performance.now() - this.#started),
      nodes: told?.nodes ?? Object.fromEntries(this.#counts),
      outputs: told?.outputs ?? this.#outputs,
      problems:
        ending === 'cancelled'
          ? (told?.problems ?? [])
          : withCause(this.#placed(problemOf(outcome, ending, job.limits)), told?.problems ?? []),
      ...(ending === undefined && told === undefined && isMishap(outcome) ? { retryable: true } : {}),
    }
  }

  /** What outgrew the memory is the node that was at work last. */
  #placed(problem: Problem): Problem {
    return problem.code === 'memory-limit' && this.#atWork !== undefined ? { ...problem, nodeId: this.#atWork } : problem
  }

  /** A commit that was stopped in its middle is finished by a retry, and is no cancelled run: some of it may be visible. */
  #stopped(told: RunFinished | undefined): RunFinished {
    const durationMs = told?.durationMs ?? Math.round(performance.now() - this.#started)
    const problems = withCause({ severity: 'error', code: 'commit-stopped' }, told?.problems ?? [])
    return {
      type: 'run-finished',
      status: 'failed',
      durationMs,
      nodes: told?.nodes ?? Object.fromEntries(this.#counts),
      outputs: [],
      problems,
    }
  }
}

const DONE: readonly RunFinished['status'][] = ['succeeded', 'succeeded-with-rejects', 'awaiting-approval']

/** The engine is gone without a word, or never came: another process may fare better. */
const isMishap = (outcome: Outcome): boolean =>
  outcome.kind === 'exit' || (outcome.kind === 'failed' && outcome.problem.code === 'engine-start-failed')

/** The engine was stopped because its host could not go on: why is what a person is told. */
const withReason = (told: RunFinished, reason: Problem | undefined): RunFinished =>
  reason === undefined ? told : { ...told, problems: told.problems.map((problem) => (problem.code === 'lease-lost' ? reason : problem)) }

/** The cause comes first; the engine may have told it too. */
const withCause = (cause: Problem, told: readonly Problem[]): readonly Problem[] => [cause, ...told.filter((p) => p.code !== cause.code)]

/** Why a job did not come to its end. */
export function problemOf(
  outcome: Outcome,
  ending: Ending | undefined,
  limits: { readonly memoryMb: number; readonly timeMs?: number },
): Problem {
  const problem = (code: string, params: Problem['params'] = {}): Problem => ({ severity: 'error', code, params })
  switch (ending) {
    case 'cancelled':
      return problem('cancelled')
    case 'time-limit':
      return problem('time-limit', { seconds: Math.round((limits.timeMs ?? 0) / 1_000) })
    case 'memory-limit':
      return problem('memory-limit', { limitMb: limits.memoryMb })
    case undefined:
      if (outcome.kind === 'failed') return outcome.problem
      if (outcome.kind === 'exit') return problem('engine-crashed', { exit: outcome.exit.signal ?? String(outcome.exit.code ?? '') })
      return problem('internal-error', { message: 'The engine gave no result.' })
  }
}
