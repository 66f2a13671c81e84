import type { SavedFlow } from '@sluice/contract'
import type { Edit, Flow } from '@sluice/flow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SaveState } from './autosave.ts'
import { change, mark, openDocument, redo, undo, type Document } from './history.ts'
import { Saver, type SaverHost } from './saver.ts'
import { keepKnown, NOTHING, type Selection } from './selection.ts'

/** Which version runs by itself. */
export type Published = Pick<SavedFlow, 'publishedRevision' | 'publishedAt' | 'publishedBy'>

/** An open flow: the document with its history, what is selected, and how the draft stands against the server. */
export interface EditorState {
  readonly document: Document
  readonly selection: Selection
  readonly save: SaveState
  /** The newest version that the server is known to have. */
  readonly saved: Pick<SavedFlow, 'revision' | 'updatedAt' | 'updatedBy' | keyof Published>
  readonly change: (edits: readonly Edit[], options?: { readonly gesture?: string; readonly select?: Selection }) => void
  /** Ends a gesture, so that the next change is its own step of undo. */
  readonly mark: () => void
  readonly undo: () => void
  readonly redo: () => void
  readonly select: (selection: Selection) => void
  /** Saves at once; true when the server has everything. */
  readonly flush: () => Promise<boolean>
  readonly resolveStale: (keep: 'mine' | 'theirs') => void
  /** Takes in what is published now. */
  readonly published: (published: Published) => void
  /** Stops timers; call when the page goes away. */
  readonly stop: () => void
}

export type EditorStore = StoreApi<EditorState>

/** Opens a saved flow for editing. */
export function createEditorStore(opened: SavedFlow, send: SaverHost['send']): EditorStore {
  return createStore<EditorState>((set, get) => {
    const saver = new Saver({
      flow: () => get().document.flow,
      revision: () => get().saved.revision,
      send,
      show: (save, saved) => set(saved === undefined ? { save } : { save, saved }),
    })
    const show = (document: Document, selection: Selection = get().selection): void => {
      const edited: Flow = document.flow
      const before = get().document.flow
      set({ document, selection: keepKnown(selection, edited) })
      if (edited !== before) saver.step({ type: 'edited' })
    }
    return {
      document: openDocument(opened.flow),
      selection: NOTHING,
      save: { kind: 'saved' },
      saved: opened,
      change: (edits, { gesture = null, select } = {}) => show(change(get().document, edits, gesture), select),
      mark: () => show(mark(get().document)),
      undo: () => show(undo(get().document)),
      redo: () => show(redo(get().document)),
      select: (selection) => set({ selection }),
      flush: () => saver.flush(),
      resolveStale: (keep) => {
        const { save } = get()
        if (save.kind !== 'stale') return
        const { theirs } = save
        if (keep === 'theirs') set({ document: openDocument(theirs.flow), selection: keepKnown(get().selection, theirs.flow) })
        set({ saved: theirs })
        saver.step({ type: 'resolved', keep })
      },
      published: ({ publishedRevision, publishedAt, publishedBy }) =>
        set({ saved: { ...get().saved, publishedRevision, publishedAt, publishedBy } }),
      stop: () => saver.stop(),
    }
  })
}
