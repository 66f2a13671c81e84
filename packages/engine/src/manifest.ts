import type { Json, Problem } from '@sluice/flow'
import type { NodeCounts, RunOutput } from './outcome.ts'
import type { RunInput } from './passes/inputs.ts'
import type { RetryPolicy } from './retry.ts'
import type { WritePlan } from './target.ts'

/** A file that is written and waits to be renamed to its path. Both are relative to the output folder, with `/`. */
export interface FileStep {
  readonly kind: 'file'
  readonly node: string
  readonly path: string
  readonly part: string
  /** For a file that continues one that was there: its identity, empty when there was none. Another one must not be replaced. */
  readonly base?: string
}

/** Rows that a system holds ready and that wait to be made visible. */
export interface SystemStep {
  readonly kind: 'system'
  readonly node: string
  readonly connector: string
  /** What the connector needs to apply or to discard. */
  readonly manifest: Json
  readonly plan: WritePlan
  /** Rows that the system took. */
  readonly rows: number
  /** How applying is tried again. */
  readonly retry?: RetryPolicy
}

export type CommitStep = FileStep | SystemStep

/** Everything that a run has prepared: with it, any process can finish the commit. Plain JSON. */
export interface RunManifest {
  readonly version: 1
  readonly runId: string
  /** The attempt that prepared; its output folder holds the files. */
  readonly attempt: number
  /** The name of the flow. */
  readonly flow: string
  /** In the order in which they are applied. */
  readonly steps: readonly CommitStep[]
  /** Folders made for the files, relative to the output folder, outermost first. */
  readonly madeFolders: readonly string[]
  /** How far each source was read, by node. */
  readonly watermarks: Readonly<Record<string, Json>>
  readonly outputs: readonly RunOutput[]
  /** What the rows were made from. The host adds it when it writes the manifest down: whoever finishes the commit reads nothing any more. */
  readonly inputs?: readonly RunInput[]
  readonly counts: Readonly<Record<string, NodeCounts>>
  readonly problems: readonly Problem[]
}

/** The write plans of a manifest that a person has to agree to. */
export const plansToApprove = ({ steps }: Pick<RunManifest, 'steps'>): readonly WritePlan[] =>
  steps.flatMap((step) => (step.kind === 'system' && step.plan.approval.length > 0 ? [step.plan] : []))

/**
 * What the engine asks whoever started it. `prepared`: a system holds rows ready; noted so that they can be taken away when this
 * process dies. `commit`: everything is prepared and the laws hold. `apply`: the next step of the commit is about to be done.
 * `applied`: all steps are done.
 */
export type HostQuestion =
  | { readonly type: 'prepared'; readonly step: SystemStep }
  | { readonly type: 'commit'; readonly manifest: RunManifest }
  | { readonly type: 'apply'; readonly node: string }
  | { readonly type: 'applied'; readonly manifest: RunManifest }

/** `hold` and `refuse` only to `commit`: a person has to agree first; it can't be, and what is prepared goes. `stop`: this attempt no longer holds the run and must touch nothing more. */
export type HostAnswer = 'go' | 'hold' | 'refuse' | 'stop'

export type AskHost = (question: HostQuestion) => Promise<HostAnswer>
