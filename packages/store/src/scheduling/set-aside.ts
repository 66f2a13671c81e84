const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/** Schedules that could not be fired, each left alone for a while, longer from time to time. `now` is a steady clock in milliseconds. */
export class SetAside {
  readonly #pauses = new Map<string, { readonly until: number; readonly pause: number }>()

  failed(id: string, now: number): void {
    const pause = Math.min((this.#pauses.get(id)?.pause ?? FIRST_PAUSE_MS / 2) * 2, LONGEST_PAUSE_MS)
    this.#pauses.set(id, { until: now + pause, pause })
  }

  fired(ids: readonly string[]): void {
    for (const id of ids) this.#pauses.delete(id)
  }

  /** Those that are left alone now. */
  ids(now: number): readonly string[] {
    return [...this.#pauses].filter(([, { until }]) => until > now).map(([id]) => id)
  }
}
