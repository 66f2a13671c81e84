import { type EnginePool, type RunFinished } from '@sluice/runtime'
import { runPlaces, type ClaimedRun, type Store } from '@sluice/store'
import { mkdir, rm } from 'node:fs/promises'
import { type Logger } from 'pino'
import { type WorkerConfig } from './config.ts'
import { keepLease } from './lease.ts'
import { Reporter } from './reporter.ts'
import { untilWritten } from './until-written.ts'

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
  const { runId, workspaceId, attempt, writer } = run
  const places = runPlaces(config.data, workspaceId, runId, attempt)
  const cancel = ({ cancelRequested }: { cancelRequested: boolean }): void => {
    if (cancelRequested) abort.abort()
  }
  const lease = keepLease(writer, cancel, () => abort.abort())
  const reporter = new Reporter(writer, cancel)
  try {
    const finished = await runInEngine({ config, store, pool }, run, places, reporter, abort.signal)
    const progress = await reporter.end(finished.nodes)
    const { status, durationMs, problems } = finished
    const outputs = status === 'succeeded' || status === 'succeeded-with-rejects' ? finished.outputs.map((o) => ({ ...o })) : []
    if (outputs.length === 0) await rm(places.output, { recursive: true, force: true })
    // The worker leaves, the run does not end with it.
    if (
      status === 'cancelled' &&
      abort.signal.reason === 'worker-stopped' &&
      (await untilWritten(() => store.queue.handBack(writer.key)))
    ) {
      log.info({ run: runId, attempt }, 'run handed back to the queue')
      return
    }
    await untilWritten(() => writer.finish({ ...progress, status, durationMs, problems, outputs }))
    log.info({ run: runId, status, durationMs }, 'run ended')
  } catch (error) {
    log.error({ err: error, run: runId, attempt }, 'run given up')
    await rm(places.output, { recursive: true, force: true }).catch(() => undefined)
  } finally {
    lease.stop()
  }
}

async function runInEngine(
  { config, store, pool }: Omit<Performing, 'log'>,
  run: ClaimedRun,
  places: ReturnType<typeof runPlaces>,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<RunFinished> {
  const began = performance.now()
  try {
    const workspace = store.inWorkspace(run.workspaceId, 'worker')
    const [settings, named, incoming] = await Promise.all([
      workspace.settings.read(),
      workspace.named(run.flow),
      run.incoming ?? store.triggers.incomingOf(run.runId),
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
    }
    return await pool.run(job, (event) => reporter.take(event), { workspace: run.workspaceId, signal })
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal-error'
    const reason = error instanceof Error ? error.message : String(error)
    const durationMs = performance.now() - began
    return { type: 'run-finished', status: 'failed', durationMs, nodes: {}, outputs: [], problems: [{ severity: 'error', code: problemCode(code), params: { reason, message: reason } }] } // prettier-ignore
  }
}

/** Codes of the system (`ENOSPC`) are told as what they mean. */
function problemCode(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'no-space'
  return /^[a-z-]+$/.test(code) ? code : 'internal-error'
}
