import { EngineProcess } from './engine-process.ts'
import type { EngineEntry } from './entry.ts'

export interface ProcessLimits {
  readonly entry: EngineEntry
  /** Processes at once, busy and idle. */
  readonly max: number
  /** Processes kept ready for the next job. */
  readonly warm: number
  /** A process ends after so many. */
  readonly jobsPerProcess: number
}

/** A process that kept this much after its job gives it back by ending. */
const KEPT_MB = 384

/** The processes of a pool: ready ones are lent for one job, and come back only after a clean end. */
export class Processes {
  readonly #limits: ProcessLimits
  readonly #all = new Set<EngineProcess>()
  readonly #idle = new Set<EngineProcess>()
  readonly #waiting: (() => void)[] = []
  #closed = false

  constructor(limits: ProcessLimits) {
    this.#limits = limits
    this.#keepWarm()
  }

  /** Pids of all living processes. */
  get pids(): readonly number[] {
    return [...this.#all].flatMap((p) => p.pid ?? [])
  }

  /** A ready process for this workspace; waits for its turn when all are busy. */
  async borrow(workspace: string, signal: AbortSignal): Promise<EngineProcess | 'aborted' | 'start-failed'> {
    for (;;) {
      if (signal.aborted || this.#closed) return 'aborted'
      const found = this.#pick(workspace)
      if (found === undefined) {
        await this.#turn(signal)
        continue
      }
      this.#idle.delete(found)
      const ready = await Promise.race([found.ready, aborted(signal)])
      if (ready === false) return this.#isClosed() ? 'aborted' : 'start-failed'
      if (ready === 'aborted') {
        this.#idle.add(found)
        this.#waiting.shift()?.()
        return 'aborted'
      }
      found.workspace = workspace
      return found
    }
  }

  /** Takes a process back. Unclean ones end; the call returns when they are gone. */
  async giveBack(process: EngineProcess, clean: boolean, rssMb: number): Promise<void> {
    process.listen(undefined)
    process.jobs += 1
    const reuse = clean && process.alive && !this.#closed && process.jobs < this.#limits.jobsPerProcess && rssMb <= KEPT_MB
    if (reuse) this.#idle.add(process)
    else await this.#end(process)
    this.#keepWarm()
    this.#waiting.shift()?.()
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const wake of this.#waiting.splice(0)) wake()
    await Promise.all([...this.#all].map((p) => this.#end(p)))
  }

  #isClosed(): boolean {
    return this.#closed
  }

  #pick(workspace: string): EngineProcess | undefined {
    const idle = [...this.#idle].filter((p) => p.alive)
    const fitting = idle.find((p) => p.workspace === workspace) ?? idle.find((p) => p.workspace === undefined)
    if (fitting !== undefined) return fitting
    const foreign = idle[0]
    if (this.#all.size >= this.#limits.max && foreign !== undefined) void this.#end(foreign)
    return this.#all.size < this.#limits.max ? this.#start() : undefined
  }

  #start(): EngineProcess {
    const started = new EngineProcess(this.#limits.entry)
    this.#all.add(started)
    let wasReady = false
    void started.ready.then((ready) => (wasReady = ready))
    void started.exited.then(() => {
      this.#all.delete(started)
      this.#idle.delete(started)
      this.#waiting.shift()?.()
      // One that never got ready would only fail again.
      if (wasReady) this.#keepWarm()
    })
    return started
  }

  #keepWarm(): void {
    while (!this.#closed && this.#idle.size < this.#limits.warm && this.#all.size < this.#limits.max) this.#idle.add(this.#start())
  }

  async #end(process: EngineProcess): Promise<void> {
    this.#idle.delete(process)
    await process.kill()
  }

  async #turn(signal: AbortSignal): Promise<void> {
    let wake: (() => void) | undefined
    const turn = new Promise<void>((resolve) => {
      wake = resolve
      this.#waiting.push(resolve)
    })
    await Promise.race([turn, aborted(signal)])
    const index = this.#waiting.findIndex((w) => w === wake)
    if (index >= 0) this.#waiting.splice(index, 1)
  }
}

const aborted = (signal: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted')
    signal.addEventListener('abort', () => { resolve('aborted') }, { once: true }) // prettier-ignore
  })
