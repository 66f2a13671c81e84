import type { HostAnswer, HostQuestion } from '@sluice/engine'
import type { FromEngine } from '../protocol.ts'

/** Questions to the host that wait for their answers. */
export class Questions {
  readonly #send: (message: FromEngine) => void
  readonly #waiting = new Map<number, (answer: HostAnswer) => void>()
  #next = 1

  constructor(send: (message: FromEngine) => void) {
    this.#send = send
  }

  ask(question: HostQuestion): Promise<HostAnswer> {
    const id = this.#next++
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#send({ kind: 'ask', id, question })
    })
  }

  answered(id: number, answer: HostAnswer): void {
    this.#waiting.get(id)?.(answer)
    this.#waiting.delete(id)
  }
}
