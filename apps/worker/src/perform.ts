import { type Problem } from '@sluice/flow'
import { type EnginePool, type RunEvent, type RunFinished, type RunJob, type RunManifest } from '@sluice/runtime'
import { runFolder, runPlaces, StoreError, type Begun, type ClaimedRun, type RunPlaces, type Store } from '@sluice/store'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Logger } from 'pino'
import { asLeftovers, asManifest, CommitHost, LEASE_LOST } from './commit-host.ts'
import { type WorkerConfig } from './config.ts'
import { keepLease } from './lease.ts'
import { Lineage } from './lineage.ts'
import { Reporter } from './reporter.ts'
import { DatabaseAway, untilWritten } from './until-written.ts'

/** Rejected rows kept per node for the inbox. */
const REJECT_SAMPLE = 1_000

export interface Performing {
  readonly config: WorkerConfig
  readonly store: Store
  readonly pool: Pick<EnginePool, 'run'>
  readonly log: Logger
}

/** Runs a claimed run to its end in an engine process and writes everything about it. Never throws. */
export async function perform({ config, store, pool, log }: Performing, run: ClaimedRun, abort: AbortController): Promise<void> {
  const { attempt, writer } = run
  const cancel = ({ cancelRequested }: { cancelRequested: boolean }): void => {
    if (cancelRequested) abort.abort()
  }
  const lease = keepLease(writer, cancel, () => abort.abort(LEASE_LOST))
  const reporter = new Reporter(writer, cancel)
  try {
    const begun = await untilWritten(() => writer.begin())
    const places = placesFor(config, run, begun)
    const lineage = new Lineage(places, abort.signal, toldInputs(begun))
    const host = new CommitHost(writer, reporter, lineage, abort.signal, begun)
    const finished = await runInEngine({ config, store, pool }, { run, begun, places, host, reporter, lineage, signal: abort.signal })
    if (host.away !== undefined) throw host.away
    const progress = await reporter.end(finished.nodes)
    if (begun.phase === 'abandoning' && !isHandedBack(finished, abort.signal)) {
      const left = finished.status !== 'cancelled' || reporter.leftBehind
      await untilWritten(() => writer.write(progress))
      await untilWritten(() => writer.endAbandoned(left))
      if (!left) await rm(places.output, { recursive: true, force: true })
      log.info({ left }, 'the commit of a failed run was given up')
      return
    }
    const { status, durationMs } = finished
    const problems = host.refusal === undefined ? finished.problems : [host.refusal]
    // A person decides now; the row says so since the commit was held.
    if (status === 'awaiting-approval') return
    const outputs = status === 'succeeded' || status === 'succeeded-with-rejects' ? finished.outputs.map(toOutput) : []
    if (outputs.length === 0 && !host.begun) await rm(places.output, { recursive: true, force: true })
    // The worker leaves, the run does not end with it.
    if (isHandedBack(finished, abort.signal) && (await untilWritten(() => store.queue.handBack(writer.key)))) {
      log.info('run handed back to the queue')
      return
    }
    if (finished.retryable === true && (await untilWritten(() => writer.retryLater(causeOf(finished))))) {
      log.warn({ problem: causeOf(finished).code }, 'run is tried again later')
      return
    }
    const outputsOf = begun.phase === 'committing' ? asManifest(begun).attempt : attempt
    if (outputs.length === 0) lineage.hurry()
    const made = { inputs: await lineage.inputs(), outputs: await lineage.withHashes(outputs) }
    await untilWritten(() => writer.finish({ ...progress, status, durationMs, problems, ...made, outputsOf }))
    log.info({ status, durationMs }, 'run ended')
  } catch (error) {
    // What this attempt has prepared is left to whoever holds the run now.
    log.error({ err: error }, 'run given up')
  } finally {
    lease.stop()
  }
}

const causeOf = ({ problems }: RunFinished): Problem =>
  problems.find(({ severity }) => severity === 'error') ?? { severity: 'error', code: 'internal-error' }

const toOutput = ({ node, path, kind, format, rows, bytes }: RunFinished['outputs'][number]) => ({ node, path, kind, format, rows, bytes })

/** Ended from outside, before the commit or in its middle. */
const isStopped = ({ status, problems }: RunFinished): boolean =>
  status === 'cancelled' || (status === 'failed' && problems.some((problem) => problem.code === 'commit-stopped'))

/** The worker was told to leave while it had the run. */
const isHandedBack = (finished: RunFinished, signal: AbortSignal): boolean => isStopped(finished) && signal.reason === 'worker-stopped'

/** What is prepared lies in the folder of the attempt that prepared it. */
function placesFor(config: WorkerConfig, { runId, workspaceId, attempt }: ClaimedRun, begun: Begun): RunPlaces {
  const own = runPlaces(config.data, workspaceId, runId, attempt)
  const isPrepared = begun.phase !== 'working' && asLeftovers(begun).length === 0
  return isPrepared ? { ...own, output: runPlaces(config.data, workspaceId, runId, asManifest(begun).attempt).output } : own
}

/** What the rows were made from that an earlier attempt has prepared. */
const toldInputs = (begun: Begun): RunManifest['inputs'] =>
  begun.phase === 'working' || asLeftovers(begun).length > 0 ? undefined : asManifest(begun).inputs

/** What an attempt starts from: everything anew, what is prepared, or what is to be taken away. */
function startOf(begun: Begun): Pick<RunJob, 'resume' | 'leftovers' | 'discard'> {
  const leftovers = asLeftovers(begun)
  const manifest = leftovers.length === 0 && begun.phase !== 'working' ? { resume: asManifest(begun) } : { leftovers }
  return begun.phase === 'discarding' || begun.phase === 'abandoning' ? { ...manifest, discard: true } : manifest
}

interface Attempt {
  readonly run: ClaimedRun
  readonly begun: Begun
  readonly places: RunPlaces
  readonly host: CommitHost
  readonly reporter: Reporter
  readonly lineage: Lineage
  readonly signal: AbortSignal
}

async function runInEngine(
  { config, store, pool }: Omit<Performing, 'log'>,
  { run, begun, places, host, reporter, lineage, signal }: Attempt,
): Promise<RunFinished> {
  const began = performance.now()
  try {
    if (begun.phase === 'working') await removeEarlier(config, run)
    const workspace = store.inWorkspace(run.workspaceId, 'worker')
    const [settings, named, incoming] = await Promise.all([
      untilWritten(() => workspace.settings.read()),
      untilWritten(() => workspace.named(run.flow)),
      run.incoming ?? untilWritten(() => store.triggers.incomingOf(run.runId)),
      mkdir(places.input, { recursive: true }),
      mkdir(places.output, { recursive: true }),
    ])
    const timeMs = Math.min(run.timeMs ?? Infinity, config.timeMs ?? Infinity)
    const job = {
      runId: run.runId,
      attempt: run.attempt,
      flow: run.flow,
      parameters: run.parameters,
      folders: places,
      limits: { memoryMb: run.memoryMb, threads: config.threads, ...(timeMs === Infinity ? {} : { timeMs }) },
      ...named,
      allowedHosts: settings.allowedHosts,
      zone: settings.zone,
      now: run.startedAt,
      rejectSample: REJECT_SAMPLE,
      ...(incoming === undefined ? {} : { incoming }),
      ...startOf(begun),
      watermarks: begun.watermarks,
    }
    const take = (event: RunEvent): Promise<void> => (event.type === 'inputs' ? lineage.note(event.inputs) : reporter.take(event))
    return await pool.run(job, take, { workspace: run.workspaceId, signal, host: host.ask })
  } catch (error) {
    if (error instanceof DatabaseAway) throw error
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal-error'
    const reason = error instanceof Error ? error.message : String(error)
    const durationMs = performance.now() - began
    // The disk was away; what was refused for good has a code of ours.
    const retryable = !(error instanceof StoreError)
    return { type: 'run-finished', status: 'failed', retryable, durationMs, nodes: {}, outputs: [], problems: [{ severity: 'error', code: problemCode(code), params: { reason, message: reason } }] } // prettier-ignore
  }
}

/** Files of attempts that came to nothing: a lost worker could not remove them. */
async function removeEarlier(config: WorkerConfig, { runId, attempt }: ClaimedRun): Promise<void> {
  for (let earlier = 1; earlier < attempt; earlier++)
    await rm(join(runFolder(config.data, runId), String(earlier)), { recursive: true, force: true })
}

/** Codes of the system (`ENOSPC`) are told as what they mean. */
function problemCode(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'no-space'
  return /^[a-z-]+$/.test(code) ? code : 'internal-error'
}
