import {
  IconArrowBackUp, IconArrowForwardUp, IconClipboard, IconCopy, IconCopyPlus, IconCut, IconCursorText, IconEyeOff, IconNote, IconTrash,
} from '@tabler/icons-react' // prettier-ignore
import type { Editor } from '../context.ts'
import { copyFragment, fragmentText, pasteEdits, readFragment } from '../document/clipboard.ts'
import { newId } from '../document/new-id.ts'
import { removeEdits } from '../document/remove.ts'
import { isEmpty, onlyNode, selectNodes } from '../document/selection.ts'
import type { Command } from './command.ts'

const draft = (editor: Editor) => editor.store.getState()
const someCards = (editor: Editor): boolean => draft(editor).selection.nodes.size + draft(editor).selection.notes.size > 0

/** The selection as text for the clipboard; undefined when nothing that can be copied is selected. */
export function copyText(editor: Editor): string | undefined {
  const { document, selection } = draft(editor)
  return someCards(editor) ? fragmentText(copyFragment(document.flow, selection.nodes, selection.notes)) : undefined
}

/** Adds what a copied text holds in the middle of what is seen; false when it is no part of a flow. */
export function pasteText(editor: Editor, text: string): boolean {
  const fragment = readFragment(text)
  if (fragment === undefined || fragment.nodes.length + fragment.notes.length === 0) return false
  const { edits, nodes } = pasteEdits(draft(editor).document.flow, fragment, editor.canvas.current?.middle().place)
  draft(editor).change(edits, { select: selectNodes(nodes) })
  return true
}

/** Deletes the selection; the wires of deleted nodes heal. */
export const removeSelection = (editor: Editor): void =>
  draft(editor).change(removeEdits(draft(editor).document.flow, draft(editor).selection))

function duplicate(editor: Editor): void {
  const { document, selection, change } = draft(editor)
  const { edits, nodes } = pasteEdits(document.flow, copyFragment(document.flow, selection.nodes, selection.notes))
  change(edits, { select: selectNodes(nodes) })
}

/** Disables the selected nodes, or enables them when all are disabled. */
function toggleDisabled(editor: Editor): void {
  const { document, selection, change } = draft(editor)
  const chosen = document.flow.nodes.filter((node) => selection.nodes.has(node.id))
  const disabled = chosen.some((node) => !node.disabled)
  change(chosen.map((node) => ({ type: 'put-node', node: { ...node, disabled } })))
}

function addNote(editor: Editor): void {
  const { document, change } = draft(editor)
  const position = editor.canvas.current?.middle().place ?? { x: 0, y: 0 }
  const id = newId('note', new Set([...document.flow.nodes, ...document.flow.notes].map((item) => item.id)))
  change([{ type: 'put-note', note: { id, text: '', position } }], { select: { nodes: new Set(), edges: new Set(), notes: new Set([id]) } })
}

async function pasteFromClipboard(editor: Editor): Promise<void> {
  pasteText(editor, await navigator.clipboard.readText())
}

export const editCommands: readonly Command[] = [
  { id: 'undo', group: 'edit', icon: IconArrowBackUp, keys: ['Mod+Z'], when: (e) => draft(e).document.history.undo.length > 0, perform: (e) => draft(e).undo() },
  { id: 'redo', group: 'edit', icon: IconArrowForwardUp, keys: ['Mod+Shift+Z', 'Mod+Y'], when: (e) => draft(e).document.history.redo.length > 0, perform: (e) => draft(e).redo() },
  {
    id: 'cut', group: 'edit', icon: IconCut, keys: ['Mod+X'], native: true, when: someCards,
    perform: (e) => void navigator.clipboard.writeText(copyText(e) ?? '').then(() => removeSelection(e)),
  },
  { id: 'copy', group: 'edit', icon: IconCopy, keys: ['Mod+C'], native: true, when: someCards, perform: (e) => void navigator.clipboard.writeText(copyText(e) ?? '') },
  { id: 'paste', group: 'edit', icon: IconClipboard, keys: ['Mod+V'], native: true, perform: (e) => void pasteFromClipboard(e) },
  { id: 'duplicate', group: 'edit', icon: IconCopyPlus, keys: ['Mod+D'], when: someCards, perform: duplicate },
  { id: 'disable', group: 'edit', icon: IconEyeOff, keys: ['D'], when: (e) => draft(e).selection.nodes.size > 0, perform: toggleDisabled },
  {
    id: 'rename', group: 'edit', icon: IconCursorText, keys: ['F2'], when: (e) => onlyNode(draft(e).selection) !== undefined,
    perform: (e) => e.view.getState().set({ renaming: onlyNode(draft(e).selection) ?? null }),
  },
  { id: 'delete', group: 'edit', icon: IconTrash, keys: ['Delete', 'Backspace'], when: (e) => !isEmpty(draft(e).selection), perform: removeSelection },
  { id: 'add-note', group: 'edit', icon: IconNote, keys: ['N'], perform: addNote },
] // prettier-ignore
