import type { NodeCounts, RunEvent, RunJob, RunOutput } from '@sluice/engine'
import type { Problem } from '@sluice/flow'
import type { Ending, JobResult, Outcome } from './job.ts'

export type RunFinished = Extract<RunEvent, { type: 'run-finished' }>

/** What the host saw of a run; enough to tell the truth when the engine can't any more. */
export class RunRecord {
  readonly #started = performance.now()
  readonly #counts = new Map<string, NodeCounts>()
  readonly #outputs: RunOutput[] = []
  #finished: RunFinished | undefined

  /** Keeps the engine's last word for `conclude`; true when the event is to be passed on now. */
  take(event: RunEvent): boolean {
    if (event.type === 'counts') for (const [node, counts] of Object.entries(event.nodes)) this.#counts.set(node, counts)
    if (event.type === 'output') this.#outputs.push(event.output)
    if (event.type === 'run-finished') this.#finished = event
    return event.type !== 'run-finished'
  }

  /** The engine said that the run succeeded. */
  get succeeded(): boolean {
    return this.#finished?.status === 'succeeded' || this.#finished?.status === 'succeeded-with-rejects'
  }

  /** The last event of the run. A limit that ended it makes it failed, a process that died is never a success. */
  conclude(job: RunJob, { outcome, ending }: Pick<JobResult, 'outcome' | 'ending'>): RunFinished {
    const told = this.#finished
    if (told !== undefined && this.succeeded) return told
    const status = ending === 'cancelled' ? 'cancelled' : 'failed'
    if (told !== undefined && (ending === undefined || ending === 'cancelled')) return { ...told, status: ending ?? told.status }
    return {
      type: 'run-finished',
      status,
      durationMs: told?.durationMs ?? Math.round(performance.now() - this.#started),
      nodes: told?.nodes ?? Object.fromEntries(this.#counts),
      outputs: told?.outputs ?? this.#outputs,
      problems: ending === 'cancelled' ? (told?.problems ?? []) : withCause(problemOf(outcome, ending, job.limits), told?.problems ?? []),
    }
  }
}

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
