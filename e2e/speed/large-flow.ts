import type { Flow } from '@sluice/flow'
import { edge, flowOf, node } from '../../bench/flow-parts.ts'

const ROW = 10

/** A flow of that many nodes: rows of ten, each from a table through eight cleaning nodes to a table shown in the run. */
export function largeFlow(nodes: number): Flow {
  const rows = Array.from({ length: Math.ceil(nodes / ROW) }, (_, row) => row)
  const id = (row: number, column: number): string => `n${row}_${column}`
  const place = (row: number, column: number) => ({ x: column * 300, y: row * 140 })
  return flowOf(
    `Flow of ${nodes} nodes`,
    rows.flatMap((row) => [
      { ...node(id(row, 0), 'source.table', { data: { columns: ['name', 'city'], rows: [[' Ann ', 'Oslo']] } }), position: place(row, 0) },
      ...Array.from({ length: ROW - 2 }, (_, i) => ({
        ...node(id(row, i + 1), 'clean.trim', { columns: ['name'] }),
        position: place(row, i + 1),
      })),
      { ...node(id(row, ROW - 1), 'sink.table', {}), position: place(row, ROW - 1) },
    ]),
    rows.flatMap((row) => Array.from({ length: ROW - 1 }, (_, i) => edge(id(row, i), id(row, i + 1)))),
  )
}
