export { manifestFileHost, noteCommit, removeUncommitted, unfinishedCommits } from '@sluice/engine/manifest'
export { postOutside } from '@sluice/connectors/outbound'
export { ConnectorError } from '@sluice/engine/connector'
export { EngineFailure, EnginePool, type CallOptions, type PoolOptions } from './pool/engine-pool.ts'
export { defaultEntry, entryOf, type EngineEntry } from './pool/entry.ts'
export type { RunFinished } from './pool/conclude.ts'
export type {
  AskHost,
  HostAnswer,
  HostQuestion,
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
  RunInput,
  RunJob,
  RunLimits,
  RunManifest,
  RunOutput,
  RunResponse,
  RunStatus,
  SystemStep,
  WritePlan,
} from '@sluice/engine'
