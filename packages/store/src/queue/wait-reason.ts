import { type WaitReason } from '@sluice/contract'
import { type LivingWorker } from './workers.ts'

/** A queued run, as far as its place in the queue depends on it. */
export interface QueuedRun {
  readonly id: string
  readonly flowId: string
  /** Megabytes that it needs; 0: what a worker gives by itself. */
  readonly memoryMb: number
  readonly documentVersion: number
  readonly notBefore: Date | null
  /** Runs of the flow at once. */
  readonly flowLimit: number | null
  /** Runs that are before it in the queue, of all workspaces. */
  readonly ahead: number
  /** The run of its flow whose commit has to be finished or given up first. */
  readonly behind: string | null
  /** The run of its flow that has to end first, since one of both writes a whole table. */
  readonly beside: string | null
}

/** How things stand with the queue at a moment. */
export interface QueueFacts {
  readonly now: Date
  readonly paused: boolean
  /** Runs of the workspace at once. */
  readonly workspaceLimit: number | null
  /** Runs at work in the workspace, by flow. */
  readonly running: ReadonlyMap<string, number>
  readonly workers: readonly LivingWorker[]
  /** Runs and megabytes that workers hold, by worker. */
  readonly held: ReadonlyMap<string, { readonly runs: number; readonly memoryMb: number }>
}

/** Why a queued run does not run yet: the first thing that would have to change. */
export function waitReason(run: QueuedRun, facts: QueueFacts): WaitReason {
  if (facts.paused) return { code: 'paused' }
  if (run.behind !== null) return { code: 'commit-unfinished', run: run.behind }
  if (run.notBefore !== null && run.notBefore > facts.now) return { code: 'not-before', at: run.notBefore.toISOString() }
  const taking = facts.workers.filter(({ draining }) => !draining)
  if (taking.length === 0) return { code: 'no-worker' }
  const able = taking.filter(({ documentVersion }) => documentVersion >= run.documentVersion)
  if (able.length === 0) return { code: 'version', version: run.documentVersion }
  const largest = Math.max(...able.map(({ memoryMb }) => memoryMb))
  if (run.memoryMb > largest) return { code: 'memory-too-large', memoryMb: run.memoryMb, largestMb: largest }
  const ofFlow = facts.running.get(run.flowId) ?? 0
  if (run.flowLimit !== null && ofFlow >= run.flowLimit) return { code: 'flow-limit', limit: run.flowLimit }
  if (run.beside !== null) return { code: 'flow-alone', run: run.beside }
  const ofWorkspace = [...facts.running.values()].reduce((sum, runs) => sum + runs, 0)
  if (facts.workspaceLimit !== null && ofWorkspace >= facts.workspaceLimit) return { code: 'workspace-limit', limit: facts.workspaceLimit }
  const holds = (worker: LivingWorker) => facts.held.get(worker.id) ?? { runs: 0, memoryMb: 0 }
  const withRoom = able.filter((worker) => holds(worker).runs < worker.runs)
  const lacksMemory = withRoom.length > 0 && withRoom.every((worker) => worker.memoryMb - holds(worker).memoryMb < run.memoryMb)
  if (lacksMemory) return { code: 'memory', memoryMb: run.memoryMb }
  return { code: 'capacity', ahead: run.ahead }
}
