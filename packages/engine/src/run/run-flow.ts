import { planFlow, problemText } from '@sluice/catalog'
import { hasErrors, type Problem } from '@sluice/flow'
import type { Plan, Write } from '@sluice/plan'
import type { Connectors, FileFormat } from '../connector.ts'
import type { NodeCounts, RunEvent, RunJob, RunOutput, RunStatus } from '../job.ts'
import type { StageOptions } from '../passes/step.ts'
import { commitFiles, discardFiles, SLUICE_FOLDER, type Prepared } from './commit.ts'
import { execute } from './execute.ts'
import { problemOf, RunFailure } from './failure.ts'
import { NodeStates } from './node-states.ts'
import { prepareSystem, targetContext, type PreparedSystem } from './prepare-target.ts'
import { readResponse, RESPONSE } from './response.ts'
import { isProblem, prepareTarget, type Target } from './target.ts'
import { writeRows } from './write-file.ts'

/** How often live counts are told. */
const TELL_EVERY_MS = 500

/** A sink of the plan with the file it will make. */
interface Sink {
  readonly target: Target
  readonly format: FileFormat
  readonly kind: RunOutput['kind']
  readonly anyOrder: boolean
}

/** English texts for `_error_message`. */
export const englishMessage: StageOptions['message'] = (code, params) => problemText({ code, params }, 'en')

/** Runs a flow from its sources to its sinks. Everything that happens is told through `emit`; the last event is `run-finished`. */
export async function runFlow(job: RunJob, connectors: Connectors, emit: (event: RunEvent) => void, signal: AbortSignal): Promise<void> {
  const started = Date.now()
  emit({ type: 'run-started', at: new Date(started).toISOString() })
  const finish = (status: RunStatus, problems: readonly Problem[], nodes = {}, outputs: readonly RunOutput[] = []): void =>
    emit({ type: 'run-finished', status, durationMs: Date.now() - started, nodes, outputs, problems })
  const { plan, problems } = planFlow(job.flow, { parameters: job.parameters, zone: job.zone, now: job.now })
  if (hasErrors(problems)) {
    finish('failed', problems)
    return
  }
  const timeout = job.limits.timeMs === undefined ? undefined : AbortSignal.timeout(job.limits.timeMs)
  const stop = timeout === undefined ? signal : AbortSignal.any([signal, timeout])
  const sinks = new Map<string, Sink>()
  const states = new NodeStates(plan, emit)
  try {
    await prepareSinks(job, plan, connectors, sinks)
    const { counts, outputs } = await runPrepared(job, plan, connectors, sinks, states, emit, stop)
    const rejects = Object.values(counts).some((node) => node.rejected > 0)
    states.finish()
    emit({ type: 'counts', nodes: counts, final: true })
    for (const output of outputs) emit({ type: 'output', output })
    finish(rejects ? 'succeeded-with-rejects' : 'succeeded', problems, counts, outputs)
  } catch (error) {
    await discardFiles([...sinks.values()].map((sink) => sink.target))
    if (signal.aborted) {
      finish('cancelled', problems, states.counts())
      return
    }
    const problem: Problem = timeout?.aborted === true ? { severity: 'error', code: 'time-limit', params: { seconds: Math.round((job.limits.timeMs ?? 0) / 1000) } } : problemOf(error, undefined) // prettier-ignore
    states.fail(problem.nodeId)
    finish('failed', [...problems, ...(error instanceof LawBroken ? error.problems : [problem])], states.counts())
  } finally {
    states.close()
  }
}

class LawBroken extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super('law-of-rows-broken')
  }
}

/** Every sink gets its place before the first row is read, so that a run can't fail late for a reason known early. */
async function prepareSinks(job: RunJob, plan: Plan, connectors: Connectors, sinks: Map<string, Sink>): Promise<void> {
  const taken = new Set<string>()
  for (const write of plan.relations) {
    if (write.op !== 'write' || write.connector === 'rejected' || connectors.targets.has(write.connector)) continue
    if (job.respond === true && write.connector === RESPONSE) continue
    const file = connectors.sinks.get(write.connector)?.file(write.config)
    if (file === undefined)
      throw new RunFailure({ severity: 'error', code: 'unknown-connector', nodeId: write.node, params: { connector: write.connector } })
    if ('severity' in file) throw new RunFailure({ ...file, nodeId: write.node })
    const isTable = write.connector === 'table'
    const path = isTable ? `${SLUICE_FOLDER}/tables/${job.runId}/${write.node}.parquet` : file.path
    if (taken.has(path))
      throw new RunFailure({ severity: 'error', code: 'output-path-twice', nodeId: write.node, path: ['path'], params: { path } })
    taken.add(path)
    const target = await prepareTarget(job.folders, path, write.node, job.runId, job.attempt)
    if (isProblem(target)) throw new RunFailure(target)
    sinks.set(write.id, { target, format: file.format, kind: isTable ? 'table' : 'file', anyOrder: file.anyOrder })
  }
}

async function runPrepared(
  job: RunJob,
  plan: Plan,
  connectors: Connectors,
  sinks: ReadonlyMap<string, Sink>,
  states: NodeStates,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<{ counts: Readonly<Record<string, NodeCounts>>; outputs: readonly RunOutput[] }> {
  const prepared: Prepared[] = []
  const systems: PreparedSystem[] = []
  const labels = new Map(job.flow.nodes.map((node) => [node.id, node.label === '' ? node.id : node.label]))
  const anyOrder = plan.relations.filter(
    (relation): relation is Write => relation.op === 'write' && sinks.get(relation.id)?.anyOrder === true,
  )
  const { folders, limits, secrets, connections, watermarks, allowedHosts, rejectSample } = job
  const { counts, problems } = await execute({
    plan, connectors, folders, limits, secrets, connections, watermarks, allowedHosts, rejectSample, signal,
    zone: job.flow.zone ?? job.zone,
    ...(job.incoming === undefined ? {} : { incoming: job.incoming }),
    anyOrder: new Set(anyOrder.map((write) => write.id)),
    message: englishMessage,
    label: (node) => labels.get(node) ?? node,
    onStep: (step, state) => states.step(step, state),
    onStaged: (read, steps) => states.watch(read, steps, TELL_EVERY_MS),
    onRejected: (rows) => (rows.length === 0 ? undefined : emit({ type: 'rejected', rows })),
    write: async (connection, step, write) => {
      if (job.respond === true && write.connector === RESPONSE) {
        const { response, rows } = await readResponse(connection, step, write.config)
        emit({ type: 'response', node: write.node, response })
        return rows
      }
      const sink = sinks.get(write.id)
      if (sink === undefined) {
        const taken = await prepareSystem(job, connectors, connection, step, write, signal)
        systems.push(taken.prepared)
        return taken
      }
      const rows = await writeRows(connection, step.sql, step.columns, sink.format, sink.target.part)
      prepared.push({ target: sink.target, kind: sink.kind, format: sink.format.kind, rows })
      return rows
    },
  }) // prettier-ignore
  if (problems.length > 0) throw new LawBroken(problems)
  signal.throwIfAborted()
  for (const { node, connector, manifest } of systems)
    await connectors.targets.get(connector)?.apply(manifest, {}, targetContext(job, node, signal))
  return { counts, outputs: await commitFiles(job.folders.output, job.runId, job.attempt, prepared) }
}
