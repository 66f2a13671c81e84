import { ConnectorError, unpackBatch, type ConnectorConfig, type Incoming, type Reading, type SourceBatch, type SourceContext, type SourceReject } from '@sluice/engine/connector' // prettier-ignore
import { readDocument } from '../json/read-document.ts'
import { textSetting } from '../settings.ts'
import { memoryText } from '../text/text-source.ts'
import { requestColumns, valueOf, type RequestColumn } from './request-columns.ts'
import { sampleIncoming } from './sample.ts'

/** Rows handed to the engine at once: a run of many small events is one insertion. */
const BATCH_ROWS = 8_192

type Row = readonly (string | null)[]

/** The records of one body; a body that can't be read is one rejected record, and the other events go on. */
async function* bodyRows(body: string, columns: readonly string[], recordPath: string, name: string): AsyncIterable<SourceBatch> {
  try {
    for await (const batch of readDocument(memoryText(name, body), columns, recordPath)) yield unpackBatch(batch)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const params = Object.fromEntries(Object.entries(error.params).map(([key, value]) => [key, String(value)]))
    yield { columns: [], rejects: [{ code: error.code, column: null, params, value: body.slice(0, 10_000), line: null }] }
  }
}

/** Reads events into rows whose values stand in the order of the scan. */
class EventRows {
  readonly #columns: readonly (RequestColumn | undefined)[]
  readonly #ofBody: readonly string[]
  readonly #recordPath: string
  #rows: Row[] = []
  #rejects: SourceReject[] = []

  constructor(config: ConnectorConfig, columns: readonly string[]) {
    const known = requestColumns(config)
    this.#columns = columns.map((source) => known.get(source))
    this.#ofBody = columns.filter((source) => !known.has(source))
    this.#recordPath = textSetting(config, 'recordPath')
  }

  async *batches(events: readonly Incoming[], limit: number): AsyncGenerator<SourceBatch> {
    let left = limit
    for (const [index, event] of events.entries()) {
      await this.#take(event, `event ${index + 1}`)
      if (this.#rows.length < Math.min(BATCH_ROWS, left)) continue
      left -= this.#rows.length
      yield this.#batch(limit)
      if (left <= 0) return
    }
    if (this.#rows.length + this.#rejects.length > 0) yield this.#batch(limit)
  }

  /** A request without a body, or of which nothing of the body is wanted, is one row. */
  async #take(event: Incoming, name: string): Promise<void> {
    if (event.body === null || this.#ofBody.length === 0) {
      this.#rows.push(this.#row(event, []))
      return
    }
    for await (const { columns, rejects } of bodyRows(event.body, this.#ofBody, this.#recordPath, name)) {
      const count = columns[0]?.length ?? 0
      for (let row = 0; row < count; row++) this.#rows.push(this.#row(event, columns.map((values) => values[row] ?? null))) // prettier-ignore
      this.#rejects.push(...rejects)
    }
  }

  #row(event: Incoming, ofBody: Row): Row {
    let next = 0
    return this.#columns.map((request) => (request === undefined ? (ofBody[next++] ?? null) : valueOf(event, request)))
  }

  #batch(limit: number): SourceBatch {
    const rows = this.#rows.slice(0, limit)
    const batch = { columns: this.#columns.map((_column, i) => rows.map((row) => row[i] ?? null)), rejects: this.#rejects }
    this.#rows = []
    this.#rejects = []
    return batch
  }
}

/** Opens what started the run; at design time and in a run by hand the sample in the settings stands for it. */
export function openWebhook(config: ConnectorConfig, context: SourceContext): Promise<Reading> {
  const events = context.incoming ?? sampleIncoming(config)
  const batches = new EventRows(config, context.columns).batches(events, context.sampleRows ?? Infinity)
  return Promise.resolve({ kind: 'batches', batches })
}
