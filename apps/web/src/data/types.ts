import type { ColumnProfileDto, OutputDto, RejectedRowDto } from '@sluice/contract'

/** A column as the grid shows it. */
export interface GridColumn {
  readonly name: string
  /** As `formatType` writes it. */
  readonly type: string
  readonly profile?: ColumnProfileDto
}

/** Rows as the grid shows them: values in column order, null is missing. */
export type GridRow = readonly (string | null)[]

/** What a grid is given: rows, or why there are none. */
export type GridState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'error'; readonly error: unknown; readonly retry?: () => unknown }
  /** Nothing to show yet; `text` says what to do. */
  | { readonly kind: 'empty'; readonly text: string }
  | {
      readonly kind: 'rows'
      readonly columns: readonly GridColumn[]
      readonly rows: readonly GridRow[]
      /** Rows there are; the grid may hold fewer. */
      readonly total: number
      /** The sources were cut, so all figures are of a sample. */
      readonly sampled: boolean
      /** For rows that come from an API or a database: when they were asked for, and how to ask anew. */
      readonly taken?: { readonly at: string; readonly again: () => void }
    }

/** One side of a node that the data panel can show. */
export interface DataPort {
  /** Unique among the ports of the panel, e.g. `in:rows`, `out:rows`, `out:rejected`. */
  readonly key: string
  /** As a person reads it, e.g. `Input`, `Output · rows`, `Rejected`. */
  readonly label: string
  readonly tone: 'plain' | 'bad'
  readonly count?: number
}

/** The Data tab of the bottom panel. Plain data: the owner fetches previews and picks the port. */
export interface DataPanelProps {
  readonly ports: readonly DataPort[]
  readonly port: string
  readonly onPort: (key: string) => void
  readonly state: GridState
  /** Older rows are still shown while newer ones are on their way. */
  readonly refreshing?: boolean
  /** A click on a bar of a column's profile: keep rows of that column with this value (null is missing). */
  readonly onFilterValue?: (column: string, value: string | null) => void
  /** A click on a column's header. */
  readonly onColumn?: (column: string) => void
  readonly selectedColumn?: string
}

/** The Run tab of the bottom panel; follows the run by its id. Without a run it says how to start one. */
export interface RunPanelProps {
  readonly runId: string | undefined
  /** Names of nodes by id, as the canvas shows them. */
  readonly nodeLabel: (node: string) => string
  readonly onNode?: (node: string) => void
  readonly onStart?: () => void
  readonly onCancel?: () => void
}

/** Rejected rows grouped by cause and as a grid; fetches by run and, when given, node. */
export interface RejectedPanelProps {
  readonly runId: string
  readonly flowId: string
  readonly node?: string
  readonly nodeLabel: (node: string) => string
  readonly onNode?: (node: string) => void
}

/** A table or file that a run wrote, shown as a grid page by page. */
export interface OutputViewProps {
  readonly runId: string
  readonly output: OutputDto
}

/** Rejected rows that share node, code and column. */
export interface RejectedCause {
  readonly node: string
  readonly code: string
  readonly column: string | null
  readonly rows: readonly RejectedRowDto[]
}
