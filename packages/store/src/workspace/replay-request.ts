import { type Flow } from '@sluice/flow'

/** Rows that are to be taken in again, all of one node of one flow. */
export interface ReplayRequest {
  readonly ids: readonly number[]
  readonly flowId: string
  readonly node: string
  readonly flowRevision: number
  readonly newestRevision: number
  readonly parameters: Readonly<Record<string, string>>
  /** As they were mended, else as they arrived. */
  readonly rows: readonly Readonly<Record<string, string | null>>[]
}

/** The run that takes rows in again. */
export interface WantedReplay {
  readonly flowId: string
  readonly revision: number
  readonly parameters: Readonly<Record<string, string>>
  /** The part of the flow that they go through, with the rows in it. */
  readonly document: Flow
  /** The replay that came to nothing and is tried again by this one. */
  readonly again?: string
}
