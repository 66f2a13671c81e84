import type { FlowNode } from '@sluice/flow'
import type { NodeCounts, NodeStatus, RunEvent } from '@sluice/runtime'
import { text } from '../texts/text.ts'

const MARKS: Readonly<Record<NodeStatus, string>> = { waiting: '·', running: '▸', done: '✓', failed: '✗' }

export const thousands = (n: number): string => n.toLocaleString('en-US')

/** Rows over all ports but that of the rejected ones, which have their own figure. */
const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.entries(counts).reduce((total, [port, rows]) => (port === 'rejected' ? total : total + rows), 0)

/** What is known of each node while a run goes on, as lines for a person. */
export class NodeLines {
  readonly #names: ReadonlyMap<string, string>
  readonly #status = new Map<string, NodeStatus>()
  readonly #counts = new Map<string, NodeCounts>()

  constructor(nodes: readonly FlowNode[]) {
    this.#names = new Map(
      nodes.filter((n) => !n.disabled).map((n) => [n.id, n.label === '' || n.label === n.id ? n.id : `${n.label} (${n.id})`]),
    )
  }

  take(event: RunEvent): void {
    if (event.type === 'node-status') this.#status.set(event.node, event.status)
    if (event.type === 'counts') for (const [node, counts] of Object.entries(event.nodes)) this.#counts.set(node, counts)
    if (event.type === 'run-finished') for (const [node, counts] of Object.entries(event.nodes)) this.#counts.set(node, counts)
  }

  all(): readonly string[] {
    return [...this.#names.keys()].map((node) => this.line(node))
  }

  line(node: string): string {
    const width = Math.min(60, Math.max(...[...this.#names.values()].map((n) => n.length)))
    return `${MARKS[this.#status.get(node) ?? 'waiting']} ${(this.#names.get(node) ?? node).padEnd(width)}  ${this.#rows(node)}`.trimEnd()
  }

  #rows(node: string): string {
    const counts = this.#counts.get(node)
    if (counts === undefined) return ''
    const rejected = counts.rejected === 0 ? '' : `  ${text('run-rejected', { rows: thousands(counts.rejected) })}`
    return `${text('run-rows', { in: thousands(sum(counts.in)), out: thousands(sum(counts.out)) })}${rejected}`
  }
}
