export { DataPanel } from './data-panel.tsx'
export { RunPanel } from './run-panel.tsx'
export type { DataPort, GridState } from './types.ts'
