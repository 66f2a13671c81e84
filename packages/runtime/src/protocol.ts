import type {
  HostAnswer,
  HostQuestion,
  PreviewJob,
  PreviewResult,
  ProbeJob,
  ProbeResult,
  RunEvent,
  RunJob,
  TablePageJob,
  TablePageResult,
} from '@sluice/engine'
import type { Problem } from '@sluice/flow'

/** What an engine process is asked to do, one at a time. */
export type EngineRequest =
  | { readonly kind: 'run'; readonly job: RunJob }
  | { readonly kind: 'preview'; readonly job: PreviewJob }
  | { readonly kind: 'probe'; readonly job: ProbeJob }
  | { readonly kind: 'table-page'; readonly job: TablePageJob }

/** The answer to a request that is not a run. */
export type EngineAnswer = PreviewResult | ProbeResult | TablePageResult

/** From the host to the engine process. `next` says that a batch of events was taken, so that another may be sent. */
export type ToEngine =
  | { readonly kind: 'start'; readonly request: EngineRequest; readonly memoryMb: number }
  | { readonly kind: 'abort' }
  | { readonly kind: 'next' }
  | { readonly kind: 'host-answer'; readonly id: number; readonly answer: HostAnswer }

/** From the engine process to the host. To `ask` it waits for a `host-answer`. After `done`, `answer` or `failed` it is free again. */
export type FromEngine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'events'; readonly events: readonly RunEvent[] }
  | { readonly kind: 'over-memory'; readonly rssMb: number }
  | { readonly kind: 'ask'; readonly id: number; readonly question: HostQuestion }
  | { readonly kind: 'done'; readonly rssMb: number }
  | { readonly kind: 'answer'; readonly answer: EngineAnswer; readonly rssMb: number }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly rssMb: number }

/** Boundary: both ends of the pipe are this program, so the shape is known. */
export const fromEngine = (message: unknown): FromEngine => message as FromEngine
export const toEngine = (message: unknown): ToEngine => message as ToEngine
export const asPreview = (answer: EngineAnswer): PreviewResult => answer as PreviewResult
export const asProbe = (answer: EngineAnswer): ProbeResult => answer as ProbeResult
export const asTablePage = (answer: EngineAnswer): TablePageResult => answer as TablePageResult
