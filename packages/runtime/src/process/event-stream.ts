import type { RunEvent } from '@sluice/engine'

/**
 * Sends events in batches, at most one batch on the way: the next one goes out when the host has taken the last,
 * so that a slow host slows nothing but its own view. Live counts that wait are folded into one event.
 */
export class EventStream {
  readonly #send: (events: readonly RunEvent[]) => void
  #waiting: RunEvent[] = []
  #onTheWay = false
  #idle: (() => void)[] = []

  constructor(send: (events: readonly RunEvent[]) => void) {
    this.#send = send
  }

  push(event: RunEvent): void {
    const last = this.#waiting.at(-1)
    if (event.type === 'counts' && last?.type === 'counts' && last.final === event.final) {
      this.#waiting[this.#waiting.length - 1] = { ...event, nodes: { ...last.nodes, ...event.nodes } }
    } else this.#waiting.push(event)
    this.#next()
  }

  /** The host has taken the last batch. */
  taken(): void {
    this.#onTheWay = false
    this.#next()
  }

  /** Resolves when the host has taken everything. */
  async drained(): Promise<void> {
    if (!this.#onTheWay && this.#waiting.length === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #next(): void {
    if (this.#onTheWay) return
    if (this.#waiting.length === 0) {
      for (const resolve of this.#idle.splice(0)) resolve()
      return
    }
    const events = this.#waiting
    this.#waiting = []
    this.#onTheWay = true
    this.#send(events)
  }
}
