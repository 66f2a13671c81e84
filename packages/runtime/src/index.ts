export { EngineFailure, EnginePool, type CallOptions, type PoolOptions } from './pool/engine-pool.ts'
export { defaultEntry, entryOf, type EngineEntry } from './pool/entry.ts'
export type { RunFinished } from './pool/conclude.ts'
export type {
  Incoming,
  NodeCounts,
  NodeStatus,
  PreviewJob,
  PreviewResult,
  ProbeJob,
  ProbeResult,
  RejectedRow,
  RunEvent,
  RunFolders,
  RunJob,
  RunLimits,
  RunOutput,
  RunResponse,
  RunStatus,
} from '@sluice/engine'
