import { testFlow } from '../editor/document/test-flow.ts'
import { startedRun, type LiveRun } from './fold-run-event.ts'

/** A run of a flow with one source, as it is known when it was just started. */
export const testRun = (id: string): LiveRun => {
  const begun = {
    id, flowId: id, flowName: '', flowRevision: 1, status: 'queued' as const, trigger: 'manual' as const, createdAt: '', startedAt: null, finishedAt: null,
    durationMs: null, rejectedRows: 0, startedBy: '', published: false, triggerRef: null,
  } // prettier-ignore
  return startedRun(begun, testFlow({ a: 'source.csv' }), {})
}
