import type { Problem } from '@sluice/flow'
import type { RunEvent, RunFinished } from '@sluice/runtime'

/** Who is told about a run: a program that reads lines, or a person. */
export interface RunListener {
  /** Found before the run; with an error among them there is none. */
  readonly problems: (problems: readonly Problem[]) => void
  readonly event: (event: RunEvent) => void
  /** Undefined: it could not even start. */
  readonly finished: (result: RunFinished | undefined) => void
}

/** Where text goes. A terminal gets lines that are redrawn. */
export interface Screen {
  readonly isTTY: boolean
  readonly columns: number
  readonly write: (text: string) => void
}
