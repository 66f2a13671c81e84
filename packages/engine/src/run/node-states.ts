import type { Plan } from '@sluice/plan'
import type { NodeCounts, NodeStatus, RunEvent } from '../job.ts'
import type { Step } from '../passes/step.ts'

/** Tells the status of each node and its live counts while a run goes on. */
export class NodeStates {
  readonly #status = new Map<string, NodeStatus>()
  readonly #emit: (event: RunEvent) => void
  #read: () => Readonly<Record<string, NodeCounts>> = () => ({})
  #told: Readonly<Record<string, string>> = {}
  /** The step behind which a node is done. */
  readonly #last = new Map<string, Step>()
  #timer: NodeJS.Timeout | undefined

  constructor(plan: Plan, emit: (event: RunEvent) => void) {
    this.#emit = emit
    for (const relation of plan.relations) this.#status.set(relation.node, 'waiting')
  }

  #tell(node: string, status: NodeStatus): void {
    if (this.#status.get(node) === status) return
    this.#status.set(node, status)
    this.#emit({ type: 'node-status', node, status, at: new Date().toISOString() })
  }

  step(step: Step, state: 'begin' | 'end'): void {
    if (state === 'begin') {
      for (const node of step.nodes) this.#tell(node, 'running')
      return
    }
    if (step.kind !== 'drop') this.tellCounts()
    for (const node of step.nodes) if (this.#last.get(node) === step) this.#tell(node, 'done')
  }

  watch(read: () => Readonly<Record<string, NodeCounts>>, steps: readonly Step[], everyMs: number): void {
    this.#read = read
    for (const step of steps) for (const node of step.nodes) this.#last.set(node, step)
    // What a sink has prepared is not written yet: it is done with the commit.
    for (const step of steps) if (step.kind === 'write') this.#last.delete(step.node)
    this.#timer = setInterval(() => this.tellCounts(), everyMs)
  }

  counts(): Readonly<Record<string, NodeCounts>> {
    return this.#read()
  }

  /** Tells the counts that have changed since the last time. */
  tellCounts(): void {
    const now = this.#read()
    const changed = Object.entries(now).filter(([node, counts]) => this.#told[node] !== JSON.stringify(counts))
    if (changed.length === 0) return
    this.#told = Object.fromEntries(Object.entries(now).map(([node, counts]) => [node, JSON.stringify(counts)]))
    this.#emit({ type: 'counts', nodes: Object.fromEntries(changed), final: false })
  }

  finish(): void {
    for (const node of this.#status.keys()) this.#tell(node, 'done')
  }

  fail(node: string | undefined): void {
    if (node !== undefined && this.#status.has(node)) this.#tell(node, 'failed')
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
