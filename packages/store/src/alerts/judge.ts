import { type AlertCondition, type AlertDetail } from '@sluice/contract'

/** An ended run with what conditions look at. */
export interface EndedRun {
  readonly id: string
  readonly flowId: string
  readonly status: 'succeeded' | 'succeeded-with-rejects' | 'failed'
  readonly durationMs: number | null
  readonly rejected: number
  /** Rows that the sources gave. */
  readonly read: number
  /** Code of the first problem. */
  readonly code: string | null
  /** Runs of the flow in a row that failed, this one counted. */
  readonly failedInARow: number
  /** What the last successes before it took, in the middle; null when there are too few. */
  readonly usualMs: number | null
}

/** Trouble with its facts, all well, or nothing that this condition could tell from. */
export type Judgement = { readonly trouble: AlertDetail } | 'well' | undefined

/** What the end of a run says about a condition. */
export function judgeRun(condition: AlertCondition, run: EndedRun): Judgement {
  switch (condition.kind) {
    case 'failed': {
      if (run.status !== 'failed') return 'well'
      if (run.failedInARow < condition.inARow) return undefined
      return { trouble: { run: run.id, code: run.code ?? '', inARow: run.failedInARow } }
    }
    case 'rejected': {
      if (run.status === 'failed') return undefined
      const percent = run.read === 0 ? 0 : (run.rejected / run.read) * 100
      const tooMany = condition.rows !== undefined && run.rejected > condition.rows
      const tooLarge = condition.percent !== undefined && percent > condition.percent
      if (!tooMany && !tooLarge) return 'well'
      return { trouble: { run: run.id, rejected: run.rejected, read: run.read, percent: Math.round(percent * 10) / 10 } }
    }
    case 'duration': {
      if (run.status === 'failed' || run.durationMs === null) return undefined
      const tooLong = condition.seconds !== undefined && run.durationMs > condition.seconds * 1_000
      const longer = condition.times !== undefined && run.usualMs !== null && run.durationMs > run.usualMs * condition.times
      if (!tooLong && !longer) return 'well'
      const trouble: Record<string, string | number> = { run: run.id, durationMs: Math.round(run.durationMs) }
      if (run.usualMs !== null) trouble['usualMs'] = Math.round(run.usualMs)
      return { trouble }
    }
    case 'freshness':
      // Trouble comes by the clock, not by a run.
      return run.status === 'failed' ? undefined : 'well'
    case 'queue':
      return undefined
  }
}
