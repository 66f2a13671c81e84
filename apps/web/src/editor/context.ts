import { createContext, use } from 'react'
import { useStore } from 'zustand'
import type { EditorState, EditorStore } from './document/store.ts'
import type { EditorView, ViewStore } from './view.ts'

/** What the canvas can be asked to do; the canvas puts itself here while it is on the page. */
export interface CanvasActions {
  readonly fit: () => void
  readonly zoom: (by: 1 | -1) => void
  readonly zoomReset: () => void
  readonly tidy: () => void
  /** How large a card is drawn, in flow pixels; undefined while it isn't. */
  readonly sizeOf: (node: string) => { readonly width: number; readonly height: number } | undefined
  /** Scrolls to a node and gives it the keyboard's focus. */
  readonly goTo: (node: string) => void
  /** Scrolls to a node that is out of sight, or too small to read. */
  readonly show: (node: string) => void
  /** The middle of what is seen, in flow and in client pixels. */
  readonly middle: () => { readonly place: Point; readonly client: Point }
  /** A client point in flow pixels. */
  readonly place: (client: Point) => Point
}

interface Point {
  readonly x: number
  readonly y: number
}

/** What can be done with runs; the page puts itself here. */
export interface RunActions {
  /** Saves, then runs with these values of parameters over the defaults; asks for values that are missing. */
  readonly start: (parameters?: Readonly<Record<string, string>>) => void
  readonly cancel: () => void
  readonly exportFlow: () => void
}

/** A place where one part of the page leaves what it can do for the others; empty while that part is not there. */
export interface Slot<T> {
  readonly current: T | undefined
  /** Puts it in; gives what takes it out again. */
  readonly put: (actions: T) => () => void
}

export function createSlot<T>(): Slot<T> {
  let current: T | undefined
  return {
    get current() {
      return current
    },
    put: (actions) => {
      current = actions
      return () => {
        if (current === actions) current = undefined
      }
    },
  }
}

/** The open flow and the state of the page around it. */
export interface Editor {
  readonly flowId: string
  readonly store: EditorStore
  readonly view: ViewStore
  readonly canvas: Slot<CanvasActions>
  readonly run: Slot<RunActions>
  /** Opens the search for anything. */
  readonly openFind: () => void
}

export const EditorContext = createContext<Editor | undefined>(undefined)

/** The editor around a component; only inside an EditorContext. */
export function useEditor(): Editor {
  const editor = use(EditorContext)
  if (editor === undefined) throw new Error('outside of an editor')
  return editor
}

/** A part of the open flow's state. */
export const useDraft = <T>(select: (state: EditorState) => T): T => useStore(useEditor().store, select)

/** A part of the page's state. */
export const useView = <T>(select: (state: EditorView) => T): T => useStore(useEditor().view, select)
