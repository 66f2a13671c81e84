import { type EnginePool, type RunResponse } from '@sluice/runtime'
import { batchPlaces, type ClaimedBatch, type ClaimedRun, type Store } from '@sluice/store'
import { LEAST_MEMORY_MB } from '../config.ts'

/** Events as a run, and the engine processes that carry it out. */
export interface BatchRun {
  readonly run: ClaimedRun
  readonly pool: Pick<EnginePool, 'run'>
}

/** A micro-batch is small by its nature: the least memory a run may have, and one thread, which leaves the others to its neighbours. */
export async function batchRun(data: string, store: Store, warm: Pick<EnginePool, 'run'>, batch: ClaimedBatch): Promise<BatchRun> {
  const { runId, workspaceId, flowId, attempt, parameters, startedAt } = batch
  let answer: RunResponse | undefined
  const writer = store.triggers.writer(batch, () => answer)
  const flow = await store.triggers.flowAt(workspaceId, flowId, batch.revision)
  const { work, session } = batchPlaces(data, workspaceId, runId, attempt)
  return {
    run: {
      runId, workspaceId, flowId, attempt, flow, parameters, startedAt, writer,
      memoryMb: LEAST_MEMORY_MB, timeMs: undefined, incoming: batch.events,
    },
    pool: {
      run: (job, onEvent, options) =>
        warm.run(
          { ...job, respond: batch.endpoint, limits: { ...job.limits, threads: 1 }, folders: { ...job.folders, work, session } },
          (event) => {
            if (event.type === 'response') answer = event.response
            return onEvent(event)
          },
          options,
        ),
    },
  } // prettier-ignore
}
