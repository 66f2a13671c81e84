import type { Problem } from '@sluice/flow'
import type { Plan, RelationId } from '@sluice/plan'
import type { Connectors } from '../connector.ts'
import type { RunEvent, RunJob, RunOutput } from '../job.ts'
import type { AskHost, CommitStep, RunManifest, SystemStep } from '../manifest.ts'
import { askHost } from './ask.ts'
import { prepareFile, type Leftovers } from './commit.ts'
import { crashPoint } from './crash-point.ts'
import { englishMessage } from './english-message.ts'
import { execute } from './execute.ts'
import type { NodeStates } from './node-states.ts'
import { prepareSystem } from './prepare-target.ts'
import { overRejectLimits } from './reject-limits.ts'
import { readResponse, RESPONSE } from './response.ts'
import { applyOrder, placeSinks, type FileSink } from './sinks.ts'
import { retryEvent } from './tell-retry.ts'
import { writeFiles } from './write-files.ts'

/** How often live counts are told. */
const TELL_EVERY_MS = 500

/** The counts of a run don't add up, or are past a limit: nothing of it may be committed. */
export class CountsRefused extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super('counts-refused')
  }
}

/** What it takes to prepare a run, and where it is noted how far that has come. */
export interface Preparation {
  readonly job: RunJob
  readonly plan: Plan
  readonly connectors: Connectors
  readonly states: NodeStates
  readonly problems: readonly Problem[]
  readonly emit: (event: RunEvent) => void
  readonly ask: AskHost
  readonly signal: AbortSignal
  /** Filled step by step, so that it can be taken away when something fails. */
  readonly sinks: Map<RelationId, FileSink>
  readonly systems: SystemStep[]
}

/** Everything that is there so far. */
export const leftoversOf = ({ sinks, systems }: Preparation): Leftovers => {
  const places = [...sinks.values()].flatMap((sink) => sink.places)
  const files = places.map(({ node, path, relativePart: part }) => ({ kind: 'file' as const, node, path, part }))
  return { steps: [...files, ...systems], madeFolders: foldersOf(places) }
}

/** A folder stands behind the one that it is in. */
const foldersOf = (places: readonly { readonly madeFolders: readonly string[] }[]): readonly string[] =>
  [...new Set(places.flatMap((place) => place.madeFolders))].sort((a, b) => a.split('/').length - b.split('/').length)

/** Reads, computes and hands over all rows until every sink holds its own durably; nothing is visible yet. Checks the law of rows. */
export async function prepareRun(preparation: Preparation): Promise<RunManifest> {
  const { job, plan, connectors, states, problems, emit, ask, signal, sinks, systems } = preparation
  placeSinks(job, plan, connectors, sinks)
  const files: { readonly step: CommitStep; readonly output: RunOutput }[] = []
  const labels = new Map(job.flow.nodes.map((node) => [node.id, node.label === '' ? node.id : node.label]))
  const { folders, limits, secrets, connections, watermarks: readTo, allowedHosts, rejectSample } = job
  const { counts, problems: broken, watermarks } = await execute({
    plan, connectors, folders, limits, secrets, connections, watermarks: readTo, allowedHosts, rejectSample, signal,
    zone: job.flow.zone ?? job.zone,
    anyOrder: new Set([...sinks].flatMap(([id, sink]) => (sink.anyOrder ? [id] : []))),
    message: englishMessage,
    label: (node) => labels.get(node) ?? node,
    ...(job.incoming === undefined ? {} : { incoming: job.incoming }),
    onRetry: (node, retry) => emit(retryEvent(node, retry)),
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
        const taken = await prepareSystem(job, connectors, connection, step, write, { signal, onRetry: (retry) => emit(retryEvent(write.node, retry)) })
        systems.push(taken.prepared)
        await askHost(ask, { type: 'prepared', step: taken.prepared })
        await crashPoint('prepared-one', job.attempt)
        return taken
      }
      const written = await writeFiles({ job, connection, step, sink, sinks })
      for (const file of written) files.push(await prepareFile(file))
      await crashPoint('prepared-one', job.attempt)
      return written.reduce((sum, { rows }) => sum + rows, 0)
    },
  }) // prettier-ignore
  const refused = broken.length > 0 ? broken : overRejectLimits(job.flow, counts)
  if (refused.length > 0) throw new CountsRefused(refused)
  signal.throwIfAborted()
  const place = applyOrder(job, plan)
  const steps = [...files.map(({ step }) => step), ...systems].sort((a, b) => place(a.node) - place(b.node))
  const outputs = [...files.map(({ output }) => output), ...systems.map(outputOf)].sort((a, b) => place(a.node) - place(b.node))
  const { madeFolders } = leftoversOf(preparation)
  return { version: 1, runId: job.runId, attempt: job.attempt, flow: job.flow.name, steps, madeFolders, watermarks, outputs, counts, problems } // prettier-ignore
}

const outputOf = ({ node, connector, plan, rows }: SystemStep): RunOutput => ({
  node,
  path: plan.target,
  kind: 'system',
  format: connector,
  rows,
  bytes: 0,
  writes: plan.counts,
})
