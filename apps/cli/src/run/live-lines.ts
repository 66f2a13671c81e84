import type { Screen } from './listener.ts'

const EVERY_MS = 100
const ESC = '\u001b['

/** A block of lines at the bottom of a terminal that is redrawn in place, at most ten times a second. */
export class LiveLines {
  readonly #screen: Screen
  readonly #render: () => readonly string[]
  #drawn = 0
  #timer: NodeJS.Timeout | undefined

  constructor(screen: Screen, render: () => readonly string[]) {
    this.#screen = screen
    this.#render = render
  }

  /** Something changed. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.draw()
    }, EVERY_MS)
  }

  draw(): void {
    const lines = this.#render().map((line) => line.slice(0, Math.max(20, this.#screen.columns - 1)))
    const up = this.#drawn === 0 ? '' : `${ESC}${this.#drawn}A`
    this.#screen.write(`${up}${ESC}J${lines.map((line) => `${line}\n`).join('')}`)
    this.#drawn = lines.length
  }

  /** The last drawing stays; what is written next goes below. */
  stop(): void {
    clearTimeout(this.#timer)
    this.draw()
    this.#drawn = 0
  }
}
