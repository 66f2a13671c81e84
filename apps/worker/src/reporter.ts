import { type NodeCounts, type RejectedRow, type RunEvent } from '@sluice/runtime'
import { type AttemptWriter, type NewRunEvent, type NodeProgress, type Progress } from '@sluice/store'
import { untilWritten } from './until-written.ts'

/** Counts move on the screen a few times a second; more would only fill the database. */
const COUNTS_EVERY_MS = 300

/** What a status says of a node. A node that is done at once never began. */
function statusOf({ status, at }: Extract<RunEvent, { type: 'node-status' }>): Partial<NodeProgress> {
  switch (status) {
    case 'waiting':
      return { status }
    case 'running':
      return { status, startedAt: at }
    case 'done':
    case 'failed':
      return { status, finishedAt: at }
  }
}

/** Writes what the engine says: states and rejected rows at once, counts a few times a second, one write at a time. */
export class Reporter {
  readonly #writer: AttemptWriter
  readonly #onState: (state: { cancelRequested: boolean }) => void
  readonly #nodes = new Map<string, NodeProgress>()
  #changed = new Set<string>()
  #events: NewRunEvent[] = []
  #rejected: RejectedRow[] = []
  /** Something that was prepared could not be taken away. */
  leftBehind = false
  #countsDue = false
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(writer: AttemptWriter, onState: (state: { cancelRequested: boolean }) => void) {
    this.#writer = writer
    this.#onState = onState
  }

  /** Takes an event; resolves when the engine may go on. */
  async take(event: RunEvent): Promise<void> {
    switch (event.type) {
      case 'run-started':
      case 'inputs':
      case 'output':
      case 'response':
      case 'run-finished':
        return
      case 'node-status':
        this.#set(event.node, statusOf(event))
        this.#events.push(event)
        this.#flushSoon(0)
        return
      case 'counts':
        for (const [node, counts] of Object.entries(event.nodes)) this.#set(node, { counts })
        this.#countsDue = true
        this.#flushSoon(COUNTS_EVERY_MS)
        return
      case 'log':
        this.leftBehind ||= event.code === 'not-discarded'
        this.#events.push({ type: 'log', level: event.level, code: event.code, params: { ...event.params }, at: new Date().toISOString() })
        this.#flushSoon(0)
        return
      case 'rejected':
        for (const row of event.rows) this.#rejected.push(row)
        await this.flush()
        return
    }
  }

  /** What has not been written yet, with the last counts of all nodes; nothing is written after this. Throws when something could not be written. */
  async end(finalCounts: Readonly<Record<string, NodeCounts>>): Promise<Progress> {
    clearTimeout(this.#timer)
    await this.#writing
    for (const [node, counts] of Object.entries(finalCounts)) this.#set(node, { counts })
    const progress = this.#takeProgress(true)
    // The end tells of every node, also of those that were written before.
    return { ...progress, nodes: new Map(this.#nodes) }
  }

  #set(node: string, change: Partial<NodeProgress>): void {
    this.#nodes.set(node, { status: 'waiting', counts: null, ...this.#nodes.get(node), ...change })
    this.#changed.add(node)
  }

  #flushSoon(afterMs: number): void {
    if (afterMs === 0) clearTimeout(this.#timer)
    else if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => void this.flush().catch(() => undefined), afterMs)
  }

  /** Writes what is waiting; resolves when it is committed. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(async () => {
      if (this.#changed.size + this.#events.length + this.#rejected.length === 0) return
      const progress = this.#takeProgress(false)
      this.#onState(await untilWritten(() => this.#writer.write(progress)))
    })
    return this.#writing
  }

  #takeProgress(final: boolean): Progress {
    const nodes = new Map([...this.#changed].map((node) => [node, this.#nodes.get(node)!] as const))
    const events = [...this.#events, ...(this.#countsDue || (final && this.#nodes.size > 0) ? [this.#countsEvent(final)] : [])]
    const rejected = this.#rejected.map((row) => ({
      ...row,
      failures: row.failures === undefined ? null : row.failures.map((f) => ({ ...f })),
    }))
    this.#changed = new Set()
    this.#events = []
    this.#rejected = []
    this.#countsDue = false
    return { nodes, events, rejected }
  }

  /** Counts are absolute and of all nodes, so that the newest event says everything. */
  #countsEvent(final: boolean): NewRunEvent {
    const known = [...this.#nodes].flatMap(([node, { counts }]) => (counts === null ? [] : [[node, counts] as const]))
    return { type: 'counts', nodes: Object.fromEntries(known), final }
  }
}
