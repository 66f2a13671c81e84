import { type EnginePool, type RunFinished, type RunResponse } from '@sluice/runtime'
import { batchPlaces, StoreError, type ClaimedBatch, type ClaimedRun, type Store } from '@sluice/store'
import { LEAST_MEMORY_MB } from '../config.ts'

/** Events as a run, and the engine processes that carry it out. */
export interface BatchRun {
  readonly run: ClaimedRun
  readonly pool: Pick<EnginePool, 'run'>
}

/** A micro-batch is small by its nature: the least memory a run may have, and one thread, which leaves the others to its neighbours. */
export async function batchRun(data: string, store: Store, warm: Pick<EnginePool, 'run'>, batch: ClaimedBatch): Promise<BatchRun> {
  const { runId, workspaceId, flowId, attempt, parameters, startedAt, timeMs } = batch
  let answer: RunResponse | undefined
  const writer = store.triggers.writer(batch, () => answer)
  const flow = await store.triggers.flowAt(workspaceId, flowId, batch.revision)
  const refused = await store.triggers.needRoom(workspaceId).then(() => undefined, refusalOf)
  const { work, session } = batchPlaces(data, workspaceId, runId, attempt)
  return {
    run: {
      runId, workspaceId, flowId, attempt, flow, parameters, startedAt, writer,
      memoryMb: LEAST_MEMORY_MB, timeMs, incoming: batch.events,
    },
    pool: {
      run: (job, onEvent, options) => {
        if (refused !== undefined) return Promise.resolve(refused)
        return warm.run(
          { ...job, respond: batch.endpoint, limits: { ...job.limits, threads: 1 }, folders: { ...job.folders, work, session } },
          (event) => {
            if (event.type === 'response') answer = event.response
            return onEvent(event)
          },
          options,
        )
      },
    },
  } // prettier-ignore
}

/** A run that may not begin ends as failed, like one of the queue: its events are tried again, and say why at last. */
function refusalOf(error: unknown): RunFinished {
  if (!(error instanceof StoreError)) throw error
  const problems = [{ severity: 'error' as const, code: error.code, params: error.params }]
  return { type: 'run-finished', status: 'failed', durationMs: 0, nodes: {}, outputs: [], problems }
}
