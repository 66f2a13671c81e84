export { DataGrid } from './data-grid.tsx'
export { DataPanel } from './data-panel.tsx'
export { OutputView } from './output-view.tsx'
export { RejectedPanel } from './rejected-panel.tsx'
export { RunPanel } from './run-panel.tsx'
export { useProblemText } from './use-reason.ts'
export type {
  DataPanelProps,
  DataPort,
  GridColumn,
  GridRow,
  GridState,
  OutputViewProps,
  RejectedPanelProps,
  RunPanelProps,
} from './types.ts'
