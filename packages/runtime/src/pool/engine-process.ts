import { fork, type ChildProcess } from 'node:child_process'
import { fromEngine, type FromEngine, type ToEngine } from '../protocol.ts'
import { engineEnvironment, type EngineEntry } from './entry.ts'

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const STDERR_KEPT = 4_000

/** One engine process, seen from the host. Its listener changes with the job it does. */
export class EngineProcess {
  /** The only workspace it may serve once it has done a job. */
  workspace: string | undefined
  jobs = 0
  /** Resolves to true when it can take a job, to false when it ended before. */
  readonly ready: Promise<boolean>
  /** It is gone, and everything that it said before has been heard. */
  readonly exited: Promise<Exit>
  /** The tail of what it wrote to standard error. */
  stderr = ''
  alive = true
  readonly #child: ChildProcess
  #listener: ((message: FromEngine) => void) | undefined

  constructor(entry: EngineEntry) {
    this.#child = fork(entry.file, [], {
      execArgv: [...entry.execArgv],
      env: engineEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-STDERR_KEPT)
    })
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.alive = false
        resolve({ code, signal })
      }
      this.#child.once('exit', (code, signal) => {
        // The exit may be told before the last messages on the pipe, which end with its closing.
        if (this.#child.connected)
          this.#child.once('disconnect', () => end(code, signal)) // prettier-ignore
        else end(code, signal)
      })
      this.#child.once('error', () => {
        if (this.#child.pid === undefined) end(null, null)
      })
    })
    this.ready = Promise.race([
      new Promise<boolean>((resolve) => {
        this.#child.on('message', (raw) => {
          const message = fromEngine(raw)
          if (message.kind === 'ready') resolve(true)
          else this.#listener?.(message)
        })
      }),
      this.exited.then(() => false),
    ])
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  listen(listener: ((message: FromEngine) => void) | undefined): void {
    this.#listener = listener
  }

  send(message: ToEngine): void {
    // A broken pipe shows as the process's exit, which the job in hand waits for anyway.
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  async kill(): Promise<void> {
    if (this.alive) this.#child.kill('SIGKILL')
    await this.exited
  }
}
