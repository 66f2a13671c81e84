/** Lets pieces of work have something to themselves, one after another in the order in which they ask. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Does the work when all that was asked for before has ended, whether well or not. */
  take<T>(work: () => Promise<T> | T): Promise<T> {
    const own = this.#last.then(work)
    this.#last = own.catch(() => undefined)
    return own
  }
}
