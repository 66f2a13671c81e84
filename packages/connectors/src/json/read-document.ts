import { ConnectorError, type PackedBatch } from '@sluice/engine/connector'
import { BatchBuilder } from '../record/batch.ts'
import { toByteText } from '../text/byte-text.ts'
import type { TextSource } from '../text/text-source.ts'
import { RecordReader, splitPath } from './record-reader.ts'
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, JsonStop, MAX_DEPTH, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './syntax.ts'
import { TextCursor } from './text-cursor.ts'

/** A part of the document that is passed over is let go of when it is longer than this. */
const SKIP_WINDOW = 4 << 20

/** One pass through a JSON document: down the record path, record by record, and on to the end of the text. */
class DocumentWalk {
  found = false
  private readonly cursor: TextCursor<RecordReader>
  private readonly batch: BatchBuilder
  private readonly steps: readonly string[]

  constructor(source: TextSource, columns: readonly string[], recordPath: string) {
    this.cursor = new TextCursor(new RecordReader(columns), source)
    this.batch = new BatchBuilder(columns.length)
    this.steps = splitPath(toByteText(recordPath))
  }

  async *batches(): AsyncGenerator<PackedBatch> {
    const { cursor } = this
    try {
      if ((await this.peek(true)) === undefined) throw new ConnectorError('empty-file', { file: cursor.source.name })
      yield* this.descend(0, 0)
      if ((await this.peek(true)) !== undefined) throw new ConnectorError('json-several-documents', { file: cursor.source.name })
      if (!this.batch.empty) yield this.batch.take()
    } finally {
      await cursor.close()
    }
  }

  /** The code of the next character that is not space. Undefined at the end of the text, where that is allowed. */
  private async peek(endAllowed = false): Promise<number | undefined> {
    const { cursor } = this
    for (;;) {
      cursor.at = cursor.scanner.space(cursor.at)
      if (cursor.at < cursor.scanner.text.length) return cursor.scanner.code(cursor.at)
      if (endAllowed && cursor.scanner.ended) return undefined
      await cursor.more()
    }
  }

  private async expect(code: number): Promise<void> {
    await this.peek()
    this.cursor.at = await this.cursor.retry(() => this.cursor.scanner.expect(this.cursor.at, code))
  }

  /** True when another member follows, false behind the closing bracket. */
  private async another(close: number): Promise<boolean> {
    if ((await this.peek()) !== close) {
      await this.expect(COMMA)
      return true
    }
    this.cursor.at++
    return false
  }

  private async *descend(step: number, depth: number): AsyncGenerator<PackedBatch> {
    const code = await this.peek()
    if (depth > MAX_DEPTH) throw await this.cursor.failure(new JsonStop('deep', this.cursor.at))
    if (step === this.steps.length) {
      this.found = true
      if (code === OPEN_ARRAY) yield* this.records()
      else yield* this.single()
    } else if (code === OPEN_OBJECT) {
      yield* this.members(step, depth)
    } else if (code === OPEN_ARRAY) {
      this.cursor.at++
      if ((await this.peek()) === CLOSE_ARRAY) this.cursor.at++
      else
        do yield* this.descend(step, depth + 1)
        while (await this.another(CLOSE_ARRAY))
    } else await this.skip(depth)
  }

  private async *members(step: number, depth: number): AsyncGenerator<PackedBatch> {
    this.cursor.at++
    if ((await this.peek()) === CLOSE_OBJECT) {
      this.cursor.at++
      return
    }
    do {
      const key = await this.key()
      await this.expect(COLON)
      if (key === this.steps[step]) yield* this.descend(step + 1, depth + 1)
      else await this.skip(depth + 1)
    } while (await this.another(CLOSE_OBJECT))
  }

  private async key(): Promise<string> {
    const { cursor } = this
    await this.peek()
    return cursor.retry(() => {
      const { scanner } = cursor
      if (scanner.code(cursor.at) !== QUOTE) scanner.stop('broken', cursor.at)
      const end = scanner.string(cursor.at)
      const key = scanner.unescape(scanner.text.slice(cursor.at, end), cursor.at)
      cursor.at = end
      return key
    })
  }

  /** Passes over a value, in parts when it is long. */
  private async skip(depth: number): Promise<void> {
    const { cursor } = this
    const code = await this.peek()
    for (;;) {
      try {
        cursor.at = cursor.scanner.value(cursor.at, depth)
        return
      } catch (error) {
        const long = cursor.scanner.text.length - cursor.at > SKIP_WINDOW
        if (long && error instanceof JsonStop && error.fault === 'more' && (code === OPEN_OBJECT || code === OPEN_ARRAY)) break
        await cursor.resume(error)
      }
    }
    cursor.at++
    if (code === OPEN_ARRAY)
      do await this.skip(depth + 1)
      while (await this.another(CLOSE_ARRAY))
    else
      do {
        await this.key()
        await this.expect(COLON)
        await this.skip(depth + 1)
      } while (await this.another(CLOSE_OBJECT))
  }

  private async *single(): AsyncGenerator<PackedBatch> {
    this.cursor.at = await this.cursor.retry(() => {
      this.batch.begin()
      const { at, scanner } = this.cursor
      const end = scanner.record(at, this.batch)
      this.accept(at, end)
      return end
    })
    if (this.batch.full) yield this.batch.take()
  }

  private accept(from: number, end: number): void {
    const { scanner } = this.cursor
    const line = this.cursor.lineAt(from)
    if (scanner.fault === undefined) this.batch.commit(line)
    else this.batch.reject(scanner.fault.code, scanner.text.slice(from, end), line, { column: scanner.fault.column })
  }

  private async *records(): AsyncGenerator<PackedBatch> {
    this.cursor.at++
    if ((await this.peek()) === CLOSE_ARRAY) {
      this.cursor.at++
      return
    }
    for (;;) {
      try {
        if (this.recordsInWindow()) return
      } catch (error) {
        await this.cursor.resume(error)
      }
      if (this.batch.full) yield this.batch.take()
    }
  }

  /** Takes records until the batch is full (false) or the array ends (true). A record counts once its separator is seen. */
  private recordsInWindow(): boolean {
    const { cursor, batch } = this
    const { scanner } = cursor
    while (!batch.full) {
      const from = scanner.space(cursor.at)
      batch.begin()
      const end = scanner.record(from, batch)
      const next = scanner.space(end)
      const closes = scanner.code(next) === CLOSE_ARRAY
      if (!closes) scanner.expect(next, COMMA)
      this.accept(from, end)
      cursor.at = next + 1
      if (closes) return true
    }
    return false
  }
}

/**
 * The records of one JSON document: those at the record path (`data.items`; empty: the document itself), where an array
 * is many records and anything else is one. Arrays on the way are gone through. The document may be of any size.
 */
export async function* readDocument(source: TextSource, columns: readonly string[], recordPath: string): AsyncGenerator<PackedBatch> {
  const walk = new DocumentWalk(source, columns, recordPath)
  yield* walk.batches()
  if (!walk.found) throw new ConnectorError('record-path-not-found', { file: source.name, recordPath })
}
