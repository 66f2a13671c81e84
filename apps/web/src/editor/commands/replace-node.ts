import type { Editor } from '../context.ts'
import { replaceEdits } from '../document/replace.ts'
import { selectNodes } from '../document/selection.ts'

/** Puts another kind in the place of a node, and leaves word of what did not fit. */
export function replaceNode(editor: Editor, id: string, type: string): void {
  const { document, change } = editor.store.getState()
  const { edits, lostWires, lostSettings } = replaceEdits(document.flow, id, type)
  change(edits, { select: selectNodes([id]) })
  editor.view.getState().set({ replaced: { wires: lostWires, settings: lostSettings } })
  editor.canvas.current?.goTo(id)
}
