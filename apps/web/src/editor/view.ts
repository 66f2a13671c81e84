import type { FlowEdge } from '@sluice/flow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Planning } from './planning/planning.ts'
import { EMPTY_PLANNING } from './planning/planning.ts'
import type { Point } from './document/add.ts'
import type { RunMarks } from './canvas/card-data.ts'

/** The open node search: where it stands, what a choice does. */
export type Search =
  /** Adds a node, joined to an end when one was dragged, or inside a connection. */
  | { readonly mode: 'add'; readonly client: Point; readonly place: Point; readonly from?: FlowEdge['from']; readonly to?: { readonly node: string; readonly port: string }; readonly into?: string } // prettier-ignore
  /** Puts another kind in the place of a node. */
  | { readonly mode: 'replace'; readonly client: Point; readonly node: string }
  /** Joins an output to a node that is there. */
  | { readonly mode: 'connect'; readonly client: Point; readonly from: FlowEdge['from'] }

export type BottomTab = 'data' | 'problems' | 'run'
export type LeftTab = 'nodes' | 'outline'
export type Panel = 'left' | 'right' | 'bottom'
export type OpenDialog = 'shortcuts' | 'parameters' | 'policy' | 'run' | null

/** What is open and where on the page; nothing of this is saved with the flow. */
export interface EditorView {
  readonly search: Search | null
  readonly renaming: string | null
  readonly leftTab: LeftTab
  readonly bottomTab: BottomTab
  readonly open: Readonly<Record<Panel, boolean>>
  readonly dialog: OpenDialog
  /** The field that a problem asked to be shown. */
  readonly focusField: { readonly node: string; readonly path: readonly (string | number)[] } | null
  readonly planning: Planning
  /** The run that the canvas shows. */
  readonly run: RunMarks | undefined
  /** What the last replacement of a node could not keep; told once. */
  readonly replaced: { readonly wires: number; readonly settings: number } | null
  /** Read out by screen readers. */
  readonly announcement: string
  readonly set: (part: Partial<Omit<EditorView, 'set'>>) => void
}

export type ViewStore = StoreApi<EditorView>

/** The state of an editor page that has just opened. */
export const createView = (): ViewStore =>
  createStore<EditorView>((set) => ({
    search: null,
    renaming: null,
    leftTab: 'nodes',
    bottomTab: 'data',
    open: { left: true, right: true, bottom: true },
    dialog: null,
    focusField: null,
    planning: EMPTY_PLANNING,
    run: undefined,
    replaced: null,
    announcement: '',
    set,
  }))
