import { ConnectorError } from '@sluice/engine/connector'
import { excerpt } from '../text/byte-text.ts'
import { locate, type TextSource } from '../text/text-source.ts'
import { JsonStop, MAX_DEPTH, type JsonScanner } from './syntax.ts'
import { LineCounter } from '../text/line-counter.ts'

/** Most text that one record may need. */
const MAX_RECORD = 256 << 20

/** A place in a text of any length: the scanner sees a window of it, from the cursor on. */
export class TextCursor<S extends JsonScanner> {
  at = 0
  readonly scanner: S
  readonly source: TextSource
  private base = 0
  private readonly blocks: AsyncIterator<string>
  private readonly lines = new LineCounter()

  constructor(scanner: S, source: TextSource) {
    this.scanner = scanner
    this.source = source
    this.blocks = source.blocks()[Symbol.asyncIterator]()
  }

  /** The line of a place in the window; asked for in the order of the text. */
  lineAt(position: number): number {
    return this.lines.lineAt(this.scanner.text, position)
  }

  /** Makes the window longer by at least half of itself, so that a long record costs linear time. */
  async more(): Promise<void> {
    const { scanner } = this
    if (scanner.ended) throw await this.failure(new JsonStop('more', scanner.text.length))
    this.lines.drop(scanner.text, this.at)
    const parts = [scanner.text.slice(this.at)]
    const kept = scanner.text.length - this.at
    if (kept > MAX_RECORD) throw new ConnectorError('record-too-large', { file: this.source.name, limit: `${MAX_RECORD >> 20} MB` })
    for (let added = 0; added <= kept / 2;) {
      const next = await this.blocks.next()
      if (next.done === true) {
        scanner.ended = true
        break
      }
      parts.push(next.value)
      added += next.value.length
    }
    this.base += this.at
    this.at = 0
    scanner.text = parts.join('')
  }

  /** Tries a step until the window holds enough text for it. */
  async retry<T>(step: () => T): Promise<T> {
    for (;;) {
      try {
        return step()
      } catch (error) {
        await this.resume(error)
      }
    }
  }

  /** More text when that is all that was wanting; else the error as a person is told it. */
  async resume(error: unknown): Promise<void> {
    if (!(error instanceof JsonStop)) throw error
    if (error.fault !== 'more') throw await this.failure(error)
    await this.more()
  }

  async close(): Promise<void> {
    await this.blocks.return?.()
  }

  async failure(stop: JsonStop): Promise<ConnectorError> {
    const { line, column, characters } = await locate(this.source, this.base + stop.at)
    const facts = { file: this.source.name, line, column }
    if (stop.fault === 'deep') return new ConnectorError('json-too-deep', { ...facts, limit: MAX_DEPTH })
    if (stop.fault === 'more') return new ConnectorError('truncated-json', { ...facts, offset: characters })
    return new ConnectorError('broken-json', { ...facts, found: excerpt(this.scanner.text, stop.at, 20) })
  }
}
