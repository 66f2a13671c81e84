import type { NodeCounts, RejectedRow } from '@sluice/runtime'

/** Why rows of one node were rejected: exact number in all, causes from the rows that were kept. */
export interface RejectSummary {
  readonly node: string
  readonly rejected: number
  readonly kept: number
  readonly causes: readonly {
    readonly code: string
    readonly column: string | null
    readonly rows: number
    readonly example: RejectedRow
  }[]
}

/** Groups kept rejected rows by node, code and column; the most frequent cause first. */
export class RejectTally {
  readonly #nodes = new Map<string, Map<string, { rows: number; example: RejectedRow }>>()

  add(rows: readonly RejectedRow[]): void {
    for (const row of rows) {
      const causes = this.#nodes.get(row.node) ?? new Map<string, { rows: number; example: RejectedRow }>()
      this.#nodes.set(row.node, causes)
      const key = JSON.stringify([row.code, row.column])
      const cause = causes.get(key)
      if (cause === undefined) causes.set(key, { rows: 1, example: row })
      else cause.rows++
    }
  }

  summary(nodes: Readonly<Record<string, NodeCounts>>): readonly RejectSummary[] {
    return Object.entries(nodes).flatMap(([node, { rejected }]) => {
      if (rejected === 0) return []
      const causes = [...(this.#nodes.get(node)?.values() ?? [])].map(({ rows, example }) => ({ code: example.code, column: example.column, rows, example })) // prettier-ignore
      causes.sort((a, b) => b.rows - a.rows)
      return [{ node, rejected, kept: causes.reduce((sum, c) => sum + c.rows, 0), causes }]
    })
  }
}
