import { type NodeCountsDto } from '@sluice/contract'

const sum = (rows: Readonly<Record<string, number>>): number => Object.values(rows).reduce((all, n) => all + n, 0)

/** Records of a source's system; a table that was typed in gives rows and reads none. Undefined: no source. */
function readBy({ in: arrived, out }: NodeCountsDto): number | undefined {
  const ports = Object.keys(arrived)
  if (ports.length === 0) return sum(out)
  return ports.every((port) => port === 'records') ? sum(arrived) : undefined
}

/** Rows that a sink took. Undefined: no sink, its rows go on. */
const writtenBy = ({ out, passed }: NodeCountsDto): number | undefined =>
  Object.keys(out).every((port) => port === 'rejected') ? passed : undefined

/** Rows that the sources of a run read and its sinks wrote, all together; null when nothing was counted. */
export function rowsOf(nodes: ReadonlyMap<string, { readonly counts: NodeCountsDto | null }>): {
  readonly rowsRead: number | null
  readonly rowsWritten: number | null
} {
  const counted = [...nodes.values()].flatMap(({ counts }) => (counts === null ? [] : [counts]))
  if (counted.length === 0) return { rowsRead: null, rowsWritten: null }
  const all = (of: (counts: NodeCountsDto) => number | undefined): number => counted.reduce((total, counts) => total + (of(counts) ?? 0), 0)
  return { rowsRead: all(readBy), rowsWritten: all(writtenBy) }
}
