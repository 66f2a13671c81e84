import type { Flow, Json, Problem } from '@sluice/flow'
import type { Connections } from './connection.ts'
import type { Incoming } from './incoming.ts'
import type { RunManifest, SystemStep } from './manifest.ts'
import type { NodeCounts, RunOutput } from './outcome.ts'
import type { RunFolders } from './folders.ts'
import type { RunInput } from './passes/inputs.ts'

export type { RunInput } from './passes/inputs.ts'
export type * from './folders.ts'
export type * from './outcome.ts'

export interface RunLimits {
  /** For the whole engine process; at least 768. */
  readonly memoryMb: number
  readonly threads: number
  /** Absent: no limit. */
  readonly timeMs?: number
}

/** Everything an engine process needs for one run. Plain data, sent over the process's pipe. */
export interface RunJob {
  readonly runId: string
  readonly attempt: number
  readonly flow: Flow
  /** Values of the flow's parameters as text. */
  readonly parameters: Readonly<Record<string, string>>
  readonly folders: RunFolders
  readonly limits: RunLimits
  /** Only the secrets this flow names. */
  readonly secrets: Readonly<Record<string, string>>
  /** Only the connections this flow names. */
  readonly connections: Connections
  /** How far the sources of this flow have been read, by node; moved on by the commit. */
  readonly watermarks?: Readonly<Record<string, Json>>
  /** `host:port` entries the outbound guard lets through although they are loopback or private. */
  readonly allowedHosts: readonly string[]
  /** The frozen clock of the run, ISO instant. */
  readonly now: string
  /** Used when the flow names no zone. */
  readonly zone: string
  /** Rejected rows kept for the inbox, per node. */
  readonly rejectSample: number
  /** What started the run, in order; absent: the samples in the settings stand for it. */
  readonly incoming?: readonly Incoming[]
  /** Somebody waits for the answer: it goes out as an event instead of a file. */
  readonly respond?: boolean
  /** What an earlier attempt has prepared: it is applied and nothing is computed again. */
  readonly resume?: RunManifest
  /** What an earlier attempt that is gone had made ready in systems: taken away before anything else. */
  readonly leftovers?: readonly SystemStep[]
  /** Nothing is run or applied: everything that `resume` and `leftovers` name is taken away, and the run ends as cancelled. */
  readonly discard?: boolean
}

/** `awaiting-approval`: everything is prepared, and a person has to agree to what would be written. */
export type RunStatus = 'succeeded' | 'succeeded-with-rejects' | 'failed' | 'cancelled' | 'awaiting-approval'
export type NodeStatus = 'waiting' | 'running' | 'done' | 'failed'

/** A rejected row as the inbox keeps it: values as text, the error behind. */
export interface RejectedRow {
  readonly node: string
  readonly code: string
  readonly column: string | null
  readonly message: string
  readonly value: string | null
  readonly source: string | null
  readonly line: number | null
  readonly row: Readonly<Record<string, string | null>>
  /** All failures when there is more than one. */
  readonly failures?: readonly { readonly code: string; readonly column: string; readonly message: string; readonly value: string | null }[]
}

/** What an endpoint answers. */
export interface RunResponse {
  readonly status: number
  /** JSON text; null when one record was to be answered and there is none. */
  readonly body: string | null
}

/** What an engine process says while it runs, in order. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly at: string }
  /** What the run is about to read. */
  | { readonly type: 'inputs'; readonly inputs: readonly RunInput[] }
  /** `at`: when it happened; events may be on their way for a while. */
  | { readonly type: 'node-status'; readonly node: string; readonly status: NodeStatus; readonly at: string }
  /** Live or final counts of some nodes (absolute numbers, not differences). */
  | { readonly type: 'counts'; readonly nodes: Readonly<Record<string, NodeCounts>>; readonly final: boolean }
  | { readonly type: 'rejected'; readonly rows: readonly RejectedRow[] }
  | { readonly type: 'log'; readonly level: 'info' | 'warning'; readonly code: string; readonly params: Readonly<Record<string, string | number>> }
  | { readonly type: 'output'; readonly output: RunOutput }
  /** The answer of the flow; told once its rows are known, and only good when the run succeeds. */
  | { readonly type: 'response'; readonly node: string; readonly response: RunResponse }
  | { readonly type: 'run-finished'; readonly status: RunStatus; readonly durationMs: number; readonly nodes: Readonly<Record<string, NodeCounts>>; readonly outputs: readonly RunOutput[]; readonly problems: readonly Problem[]; /** The outside world failed; trying again later may help. */ readonly retryable?: boolean } // prettier-ignore

/** Design time: some rows at a port, with a profile of each column. */
export interface PreviewJob {
  readonly flow: Flow
  readonly parameters: Readonly<Record<string, string>>
  readonly folders: RunFolders
  readonly limits: RunLimits
  readonly secrets: Readonly<Record<string, string>>
  readonly connections: Connections
  readonly allowedHosts: readonly string[]
  readonly now: string
  readonly zone: string
  readonly node: string
  readonly port: string
  /** Rows read from each source. */
  readonly sampleRows: number
  /** Rows sent back. */
  readonly pageRows: number
  /** A folder for the samples of sources that ask another system; absent: such sources are asked each time. */
  readonly samples?: string
  /** Such sources are asked anew. */
  readonly refresh?: boolean
}

export interface ColumnProfile {
  readonly missing: number
  readonly distinct: number
  readonly min: string | null
  readonly max: string | null
  readonly top: readonly { readonly value: string | null; readonly count: number }[]
  /** For numbers and dates: equal-width buckets from min to max. */
  readonly histogram: readonly { readonly from: string; readonly to: string; readonly count: number }[]
}

export interface PreviewResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** Rows at this port in the sample. */
  readonly total: number
  /** The sources were cut, so figures are of a sample. */
  readonly sampled: boolean
  /** When the oldest sample of a source that asks another system was taken, ISO instant; absent without such a source. */
  readonly sampledAt?: string
  readonly profile: readonly ColumnProfile[]
  readonly problems: readonly Problem[]
}

/** Design time: what a source's file or address holds, as settings for the node. */
export interface ProbeJob {
  readonly type: string
  readonly config: Readonly<Record<string, unknown>>
  readonly folders: RunFolders
  readonly secrets: Readonly<Record<string, string>>
  readonly connections: Connections
  readonly allowedHosts: readonly string[]
}

export interface ProbeResult {
  /** Settings to merge into the node's config: dialect, record path, `columns`. */
  readonly config: Readonly<Record<string, unknown>>
  readonly problems: readonly Problem[]
  /** What there is to choose from, when the settings name no table of a database yet. */
  readonly tables?: readonly ProbedTable[]
}

/** A table that a source can read; `rows` is the database's own estimate. */
export interface ProbedTable {
  readonly name: string
  readonly kind: 'table' | 'view' | 'other'
  readonly rows: number | null
}

/** The sink that has written a file. */
export interface WrittenBy {
  readonly connector: string
  readonly config: Readonly<Record<string, unknown>>
}

/** A page of a file that a run has written. */
export interface TablePageJob {
  /** Absolute path; its folder is the only one that the engine may read. */
  readonly file: string
  readonly offset: number
  readonly limit: number
  /** Absent: the format follows from the file's extension and the defaults of its sink. */
  readonly writtenBy?: WrittenBy
  /** Rows of the whole file when they are known, so that they need not be counted. */
  readonly rows?: number
}

/** Values are text, as they are in the file. */
export interface TablePageResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly (string | null)[])[]
  readonly total: number
}
