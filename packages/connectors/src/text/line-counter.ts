/** Tells the line, from 1, of places in a text that are asked for in their order. Looks at every line end once. */
export class LineCounter {
  private line = 1
  /** What is before is counted. */
  private counted = 0
  /** The next line end: -1 when the text has none, undefined when nobody has looked. */
  private next: number | undefined

  lineAt(text: string, position: number): number {
    for (;;) {
      this.next ??= text.indexOf('\n', this.counted)
      if (this.next < 0 || this.next >= position) return this.line
      this.line++
      this.counted = this.next + 1
      this.next = undefined
    }
  }

  /** The text is about to lose what is before a position, and to get more at its end. */
  drop(text: string, position: number): void {
    this.lineAt(text, position)
    const looked = this.next === -1 ? text.length : this.counted
    this.counted = Math.max(looked, position) - position
    this.next = undefined
  }
}
