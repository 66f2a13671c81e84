import type { RunEvent } from '@sluice/engine'

/**
 * Sends events in batches, at most one batch on the way: the next one goes out when the host has taken the last,
 * so that a slow host slows nothing but its own view. Live counts that wait are folded into one event.
 */
export class EventStream {
  readonly #send: (events: readonly RunEvent[]) => void
  readonly #holdMs: number
  #waiting: RunEvent[] = []
  #onTheWay = 0
  #timer: NodeJS.Timeout | undefined

  /** `holdMs`: nobody watches, so events wait this long for others to go with them. */
  constructor(send: (events: readonly RunEvent[]) => void, holdMs = 0) {
    this.#send = send
    this.#holdMs = holdMs
  }

  push(event: RunEvent): void {
    const last = this.#waiting.at(-1)
    if (event.type === 'counts' && last?.type === 'counts' && last.final === event.final) {
      this.#waiting[this.#waiting.length - 1] = { ...event, nodes: { ...last.nodes, ...event.nodes } }
    } else this.#waiting.push(event)
    if (this.#holdMs === 0) this.#next()
    else this.#timer ??= setTimeout(() => this.#next(), this.#holdMs)
  }

  /** The host has taken a batch. */
  taken(): void {
    this.#onTheWay--
    if (this.#timer === undefined) this.#next()
  }

  /** Sends what waits, so that what is sent next comes behind it. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#waiting.length === 0) return
    const events = this.#waiting
    this.#waiting = []
    this.#onTheWay++
    this.#send(events)
  }

  #next(): void {
    this.#timer = undefined
    if (this.#onTheWay === 0) this.flush()
  }
}
