import { type Acceptance, type NewEvent } from '@sluice/store'
import { Refusal } from './answer.ts'

const MOST_IN_ONE = 500
/** More than this is not taken in: the sender is told to come again, instead of waiting for its time-out. */
const MOST_WAITING = 10_000
/** Two statements on the way keep the disk busy while the next group gathers. */
const ON_THE_WAY = 2

interface Waiting {
  readonly event: NewEvent
  readonly resolve: (answer: Acceptance) => void
  readonly reject: (error: unknown) => void
}

/**
 * Commits events in groups. The first one goes at once; what comes while statements are on the way goes together with the
 * next, so that a group is as large as the load and nobody waits for a clock.
 */
export class GroupCommit {
  readonly #accept: (events: readonly NewEvent[]) => Promise<readonly Acceptance[]>
  #waiting: Waiting[] = []
  #onTheWay = 0
  #scheduled = false

  constructor(accept: (events: readonly NewEvent[]) => Promise<readonly Acceptance[]>) {
    this.#accept = accept
  }

  /** Resolves when the event is committed, or known to be there. */
  add(event: NewEvent): Promise<Acceptance> {
    if (this.#waiting.length >= MOST_WAITING) return Promise.reject(new Refusal(503, 'too-busy', { headers: { 'Retry-After': '1' } }))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject })
      this.#schedule()
    })
  }

  /** After the requests that this turn of the event loop still holds. */
  #schedule(): void {
    if (this.#scheduled || this.#onTheWay >= ON_THE_WAY) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#send()
    })
  }

  #send(): void {
    if (this.#waiting.length === 0) return
    const group = this.#waiting.splice(0, MOST_IN_ONE)
    this.#onTheWay++
    this.#accept(group.map(({ event }) => event))
      .then(
        (answers) =>
          group.forEach(({ resolve, reject }, i) => (answers[i] === undefined ? reject(new Error('no answer')) : resolve(answers[i]))),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      )
      .finally(() => {
        this.#onTheWay--
        if (this.#waiting.length > 0) this.#schedule()
      })
  }
}
