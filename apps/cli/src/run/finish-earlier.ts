import { manifestFileHost, unfinishedCommits, type EnginePool, type RunFinished, type RunJob } from '@sluice/runtime'
import type { RunListener } from './listener.ts'

export const SUCCESSES: readonly RunFinished['status'][] = ['succeeded', 'succeeded-with-rejects']

/**
 * Finishes the commits that earlier runs of this flow have begun in this folder and not ended, oldest first; nothing is computed
 * again. With consent also those that wait for it, when `--resume` asks. Gives the last result; undefined: there was nothing.
 */
export async function finishEarlier(
  pool: EnginePool,
  job: RunJob,
  { resume, approve }: { readonly resume: boolean; readonly approve: boolean },
  listener: RunListener,
  signal: AbortSignal,
): Promise<RunFinished | undefined> {
  const root = job.folders.output
  const begun = await unfinishedCommits(root, job.flow.name, ['committing', ...(resume && approve ? (['awaiting-approval'] as const) : [])])
  let last: RunFinished | undefined
  for (const manifest of begun) {
    const again = { ...job, runId: manifest.runId, attempt: manifest.attempt + 1, resume: manifest }
    last = await pool.run(again, resume ? listener.event : () => undefined, { signal, host: manifestFileHost(root) })
    if (!SUCCESSES.includes(last.status)) return last
  }
  const waiting = resume && last === undefined && (await unfinishedCommits(root, job.flow.name, ['awaiting-approval'])).length > 0
  return waiting ? { type: 'run-finished', status: 'awaiting-approval', durationMs: 0, nodes: {}, outputs: [], problems: [] } : last
}
