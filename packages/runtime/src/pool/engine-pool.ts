import { mkdir, readdir, rm } from 'node:fs/promises'
import type {
  AskHost,
  PreviewJob,
  PreviewResult,
  ProbeJob,
  ProbeResult,
  RunEvent,
  RunJob,
  TablePageJob,
  TablePageResult,
} from '@sluice/engine'
import { manifestFileHost } from '@sluice/engine/manifest'
import type { Problem } from '@sluice/flow'
import { asPreview, asProbe, asTablePage, type EngineAnswer, type EngineRequest } from '../protocol.ts'
import { problemOf, RunRecord, type RunFinished } from './conclude.ts'
import { defaultEntry, type EngineEntry } from './entry.ts'
import { perform } from './job.ts'
import { Processes } from './processes.ts'

export interface PoolOptions {
  /** Processes at once. */
  readonly max: number
  /** Processes kept ready; default 1. */
  readonly warm?: number
  /** A process ends after so many jobs; default 100. */
  readonly runsPerProcess?: number
  /** Default: the engine. */
  readonly entry?: EngineEntry
}

export interface CallOptions {
  /** A process that has served one workspace is never lent to another. Default: one and the same. */
  readonly workspace?: string
  readonly signal?: AbortSignal
}

export interface RunOptions extends CallOptions {
  /** Answers what the engine asks. Default: the commit is written down in a file beside the outputs. */
  readonly host?: AskHost
}

/** A preview, probe or page that gave no answer; `problem` says why. */
export class EngineFailure extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

/** For requests that carry no limits of their own. */
const DESIGN_LIMITS = { memoryMb: 1_024, timeMs: 60_000 }

/** Engine processes, one job at a time each. Holds no DuckDB itself, so any host may import it. */
export class EnginePool {
  readonly #processes: Processes

  constructor(options: PoolOptions) {
    const { entry = defaultEntry(), max, warm = 1, runsPerProcess = 100 } = options
    this.#processes = new Processes({ entry, max, warm, jobsPerProcess: runsPerProcess })
  }

  /** Pids of the living engine processes. */
  get pids(): readonly number[] {
    return this.#processes.pids
  }

  /**
   * Runs a flow. Every event goes to `onEvent` in order, and `run-finished` is always the last one, also when the
   * process dies; that event is the result. Rejects only when `onEvent` fails. `folders.work` is made, and removed at the end.
   */
  async run(job: RunJob, onEvent: (event: RunEvent) => void | Promise<void>, options: RunOptions = {}): Promise<RunFinished> {
    const record = new RunRecord(job)
    const host = options.host ?? manifestFileHost(job.folders.output)
    const ask: AskHost = async (question) => record.hear(question, await host(question).catch((error: unknown) => record.fail(error)))
    const pass = async (event: RunEvent): Promise<void> => {
      if (record.take(event)) await onEvent(event)
    }
    const clean = (kind: string): boolean => kind === 'done' && record.succeeded
    const result = await this.#call({ kind: 'run', job }, job.limits, pass, clean, options, ask)
    const finished = record.conclude(job, result)
    await onEvent(finished)
    return finished
  }

  async preview(job: PreviewJob, options: CallOptions = {}): Promise<PreviewResult> {
    return asPreview(await this.#ask({ kind: 'preview', job }, { ...DESIGN_LIMITS, ...job.limits }, options))
  }

  async probe(job: ProbeJob, options: CallOptions = {}): Promise<ProbeResult> {
    return asProbe(await this.#ask({ kind: 'probe', job }, DESIGN_LIMITS, options))
  }

  async tablePage(job: TablePageJob, options: CallOptions = {}): Promise<TablePageResult> {
    return asTablePage(await this.#ask({ kind: 'table-page', job }, DESIGN_LIMITS, options))
  }

  /** Ends all processes, busy ones too; resolves when they are gone. */
  async close(): Promise<void> {
    await this.#processes.close()
  }

  async #ask(request: EngineRequest, limits: typeof DESIGN_LIMITS, options: CallOptions): Promise<EngineAnswer> {
    const { outcome, ending } = await this.#call(request, limits, () => undefined, (kind) => kind === 'answer', options) // prettier-ignore
    if (outcome.kind === 'answer') return outcome.answer
    throw new EngineFailure(problemOf(outcome, ending, limits))
  }

  async #call(
    request: EngineRequest,
    limits: { readonly memoryMb: number; readonly timeMs?: number },
    onEvent: (event: RunEvent) => void | Promise<void>,
    isClean: (kind: string) => boolean,
    { workspace = '', signal = new AbortController().signal }: CallOptions,
    ask: AskHost = () => Promise.resolve('stop'),
  ) {
    const process = await this.#processes.borrow(workspace, signal)
    if (process === 'aborted') return { outcome: { kind: 'done' }, ending: 'cancelled', rssMb: 0 } as const
    if (process === 'start-failed') return { outcome: { kind: 'failed', problem: START_FAILED }, ending: undefined, rssMb: 0 } as const
    const work = 'folders' in request.job ? request.job.folders.work : undefined
    let clean = false
    let rssMb = 0
    let madeWork = false
    try {
      if (work !== undefined) {
        const problem = await makeWork(work)
        if (problem !== undefined) return { outcome: { kind: 'failed', problem }, ending: undefined, rssMb: 0 } as const
        madeWork = true
      }
      const result = await perform(process, request, { signal, memoryMb: limits.memoryMb, timeMs: limits.timeMs, onEvent, ask })
      clean = result.ending === undefined && isClean(result.outcome.kind)
      rssMb = result.rssMb
      return result
    } finally {
      await this.#processes.giveBack(process, clean, rssMb)
      if (madeWork && work !== undefined) await rm(work, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

const START_FAILED: Problem = { severity: 'error', code: 'engine-start-failed' }

/** Makes the scratch folder. One that holds something is not scratch, and would be removed at the end. */
async function makeWork(folder: string): Promise<Problem | undefined> {
  try {
    await mkdir(folder, { recursive: true })
    if ((await readdir(folder)).length === 0) return undefined
    return { severity: 'error', code: 'work-folder-in-use', params: { folder } }
  } catch (error) {
    return { severity: 'error', code: 'work-folder-failed', params: { folder, reason: error instanceof Error ? error.message : '' } }
  }
}
