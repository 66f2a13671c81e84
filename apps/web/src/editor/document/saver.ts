import { savedFlowSchema, type SavedFlow } from '@sluice/contract'
import type { Flow } from '@sluice/flow'
import { ApiError } from '../../api/api-error.ts'
import { stepSave, type SaveEvent, type SaveState } from './autosave.ts'

/** Milliseconds of quiet before a draft is saved. */
const QUIET = 700
/** Milliseconds between tries while the server can't be reached. */
const AGAIN = 4_000

/** What the saver needs from its owner. */
export interface SaverHost {
  readonly flow: () => Flow
  readonly revision: () => number
  readonly send: (revision: number, flow: Flow) => Promise<SavedFlow>
  /** Called at every step; `saved` after a save went through. */
  readonly show: (state: SaveState, saved?: SavedFlow) => void
}

/** Saves the draft by the autosave machine: timers and the network are here, decisions are in `stepSave`. */
export class Saver {
  #state: SaveState = { kind: 'saved' }
  #timer: ReturnType<typeof setTimeout> | undefined
  #sending: Promise<void> = Promise.resolve()
  readonly #host: SaverHost

  constructor(host: SaverHost) {
    this.#host = host
  }

  /** Tells of an edit, or of a person's choice. */
  step(event: SaveEvent, saved?: SavedFlow): void {
    const { state, effect } = stepSave(this.#state, event)
    this.#state = state
    this.#host.show(state, saved)
    if (effect === 'none') return
    clearTimeout(this.#timer)
    if (effect === 'send') this.#sending = this.#send()
    else this.#timer = setTimeout(() => this.step({ type: 'due' }), effect === 'schedule' ? QUIET : AGAIN)
  }

  /** Saves at once what is not saved; true when the server has everything. */
  async flush(): Promise<boolean> {
    this.step({ type: 'due' })
    await this.#sending
    if (this.#state.kind === 'waiting') return this.flush()
    return this.#state.kind === 'saved'
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  async #send(): Promise<void> {
    try {
      const saved = await this.#host.send(this.#host.revision(), this.#host.flow())
      this.step({ type: 'saved' }, saved)
    } catch (error) {
      this.step(failure(error))
    }
  }
}

function failure(error: unknown): SaveEvent {
  if (!(error instanceof ApiError)) return { type: 'refused', error }
  if (error.status === 0 || error.status >= 502) return { type: 'unreachable' }
  const theirs = error.code === 'stale-revision' ? savedFlowSchema.safeParse(error.current) : undefined
  return theirs?.success === true ? { type: 'stale', theirs: theirs.data } : { type: 'refused', error }
}
