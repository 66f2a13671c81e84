import { hasErrors, type Problem } from '@sluice/flow'
import type { Connectors } from '../connector.ts'
import type { NodeCounts, NodeStatus, RunEvent, RunJob, RunOutput, RunStatus } from '../job.ts'
import { manifestFileHost } from '../manifest-file.ts'
import type { AskHost, RunManifest } from '../manifest.ts'
import { inputsOf } from '../passes/inputs.ts'
import { askHost, HostRefused, HostStopped } from './ask.ts'
import { applyManifest, discardPrepared, type Leftovers } from './commit.ts'
import { crashPoint } from './crash-point.ts'
import { isRetryable, problemOf } from './failure.ts'
import { planOf } from './kept-plan.ts'
import { NodeStates } from './node-states.ts'
import { CountsRefused, leftoversOf, prepareRun, type Preparation } from './prepare-run.ts'

/** A run and those who have to do with it. */
interface Running {
  readonly job: RunJob
  readonly connectors: Connectors
  readonly emit: (event: RunEvent) => void
  readonly ask: AskHost
  /** Somebody asked it to stop, or its time is over. */
  readonly signal: AbortSignal
  readonly isOverdue: () => boolean
}

/** What the last event tells. */
interface End {
  readonly status: RunStatus
  readonly problems: readonly Problem[]
  readonly nodes?: Readonly<Record<string, NodeCounts>>
  readonly outputs?: readonly RunOutput[]
  readonly retryable?: boolean
}

/**
 * Runs a flow from its sources to its sinks: prepares everything, asks the host for the commit, applies what is prepared. Everything
 * that happens is told through `emit`; the last event is `run-finished`. Without a host the commit is written down in a file.
 */
export async function runFlow(
  job: RunJob,
  connectors: Connectors,
  emit: (event: RunEvent) => void,
  abort: AbortSignal,
  ask: AskHost = manifestFileHost(job.folders.output),
): Promise<void> {
  const started = Date.now()
  emit({ type: 'run-started', at: new Date(started).toISOString() })
  const timeout = job.limits.timeMs === undefined ? undefined : AbortSignal.timeout(job.limits.timeMs)
  const signal = timeout === undefined ? abort : AbortSignal.any([abort, timeout])
  const running = { job, connectors, emit, ask, signal, isOverdue: () => timeout?.aborted === true && !abort.aborted }
  const end = await (job.discard === true ? discard(running) : job.resume === undefined ? runWhole(running) : commit(running, job.resume))
  const { status, problems, nodes = {}, outputs = [], retryable = false } = end
  emit({ type: 'run-finished', status, durationMs: Date.now() - started, nodes, outputs, problems, ...(retryable ? { retryable } : {}) })
}

async function runWhole(running: Running): Promise<End> {
  const { job, connectors, emit, ask, signal } = running
  if (job.leftovers !== undefined) await discardFor(running, { steps: job.leftovers, madeFolders: [] })
  const { plan, problems } = planOf(job)
  if (hasErrors(problems)) return { status: 'failed', problems }
  emit({ type: 'inputs', inputs: inputsOf(plan, job.connections) })
  const states = new NodeStates(plan, emit)
  const preparation: Preparation = { job, plan, connectors, states, problems, emit, ask, signal, sinks: new Map(), systems: [] }
  try {
    const manifest = await prepareRun(preparation)
    states.close()
    await crashPoint('before-commit', job.attempt)
    const end = await askedCommit(running, manifest)
    if (end.status === 'failed') states.fail(end.problems.at(-1)?.nodeId)
    else states.finish()
    return { ...end, nodes: manifest.counts }
  } catch (error) {
    // Who has lost the run too: what an attempt prepares belongs to nobody else before its commit is written down.
    await discardFor(running, leftoversOf(preparation))
    const failed = endOf(running, error)
    states.fail(failed.problems.at(-1)?.nodeId)
    return { ...failed, problems: [...problems, ...failed.problems], nodes: states.counts() }
  } finally {
    states.close()
  }
}

/** From the question on, what is prepared belongs to the commit: it is never taken away here any more. */
async function askedCommit(running: Running, manifest: RunManifest): Promise<End> {
  const { steps, watermarks, counts, problems } = manifest
  running.emit({ type: 'counts', nodes: counts, final: true })
  if (steps.length === 0 && Object.keys(watermarks).length === 0) return succeeded(manifest)
  try {
    if ((await askHost(running.ask, { type: 'commit', manifest })) === 'hold') return { status: 'awaiting-approval', problems }
  } catch (error) {
    if (error instanceof HostRefused) await discardFor(running, manifest)
    const end = endOf(running, error)
    return { ...end, problems: [...problems, ...end.problems] }
  }
  return commit(running, manifest)
}

/** Applies what is prepared, by this attempt or by an earlier one. */
async function commit(running: Running, manifest: RunManifest): Promise<End> {
  const { job, connectors, emit, ask, signal } = running
  const { counts: nodes, problems, steps } = manifest
  const isResumed = job.resume !== undefined
  const tell = (node: string, status: 'running' | 'done'): void => { if (isResumed) emit(nodeStatus(node, status)) } // prettier-ignore
  try {
    const sinks = new Set(steps.map((step) => step.node))
    for (const node of Object.keys(nodes)) tell(node, sinks.has(node) ? 'running' : 'done')
    if (isResumed) emit({ type: 'counts', nodes, final: true })
    await applyManifest(job, manifest, connectors, ask, signal, emit)
    await askHost(ask, { type: 'applied', manifest })
    for (const node of sinks) tell(node, 'done')
    for (const output of manifest.outputs) emit({ type: 'output', output })
    return succeeded(manifest)
  } catch (error) {
    const stopped: End = { status: 'failed', problems: [{ severity: 'error', code: 'commit-stopped' }] }
    const failed = signal.aborted && !running.isOverdue() ? stopped : endOf(running, error)
    const failedNode = failed.problems.at(-1)?.nodeId
    if (isResumed && failedNode !== undefined) emit(nodeStatus(failedNode, 'failed'))
    return { ...failed, problems: [...problems, ...failed.problems], nodes }
  }
}

const nodeStatus = (node: string, status: NodeStatus): RunEvent => ({ type: 'node-status', node, status, at: new Date().toISOString() })

function succeeded({ counts: nodes, problems, outputs }: RunManifest): End {
  const rejects = Object.values(nodes).some((node) => node.rejected > 0)
  return { status: rejects ? 'succeeded-with-rejects' : 'succeeded', problems, nodes, outputs }
}

/** How a run ends that something was thrown in. */
function endOf({ job, signal, isOverdue }: Running, error: unknown): End {
  const failed = (problem: Problem, retryable = false): End => ({ status: 'failed', problems: [problem], retryable })
  if (error instanceof HostRefused && !signal.aborted) return failed({ severity: 'error', code: 'commit-refused' })
  if (error instanceof HostStopped) return failed({ severity: 'error', code: 'lease-lost' })
  if (isOverdue()) return failed({ severity: 'error', code: 'time-limit', params: { seconds: Math.round((job.limits.timeMs ?? 0) / 1000) } }) // prettier-ignore
  if (signal.aborted) return { status: 'cancelled', problems: [] }
  if (error instanceof CountsRefused) return { status: 'failed', problems: error.problems }
  return failed(problemOf(error, undefined), isRetryable(error))
}

/** Takes away all that earlier attempts have prepared: somebody refused it. */
async function discard(running: Running): Promise<End> {
  const { resume, leftovers = [] } = running.job
  await discardFor(running, { steps: [...(resume?.steps ?? []), ...leftovers], madeFolders: resume?.madeFolders ?? [] })
  return { status: 'cancelled', problems: [] }
}

/** What can't be taken away is told and stays: it is invisible, and no reason to fail. */
const discardFor = ({ job, connectors, emit }: Running, leftovers: Leftovers): Promise<void> =>
  discardPrepared(job, leftovers, connectors, ({ node }, error) => {
    emit({ type: 'log', level: 'warning', code: 'not-discarded', params: { node, reason: problemOf(error, node).code } })
  })
