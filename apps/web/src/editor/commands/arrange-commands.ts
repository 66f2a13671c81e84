import {
  IconLayoutAlignBottom, IconLayoutAlignCenter, IconLayoutAlignLeft, IconLayoutAlignMiddle, IconLayoutAlignRight, IconLayoutAlignTop, IconLayoutDistributeHorizontal, IconLayoutDistributeVertical,
} from '@tabler/icons-react' // prettier-ignore
import type { Editor } from '../context.ts'
import { alignEdits, distributeEdits, type Axis, type Side } from '../document/arrange.ts'
import type { Command } from './command.ts'

const draft = (editor: Editor) => editor.store.getState()
const chosen = (editor: Editor): number => draft(editor).selection.nodes.size
const sizeOf = (editor: Editor) => (id: string) => editor.canvas.current?.sizeOf(id)

const align =
  (side: Side) =>
  (editor: Editor): void => {
    const { document, selection, change } = draft(editor)
    change(alignEdits(document.flow, selection.nodes, side, sizeOf(editor)))
  }

const distribute =
  (axis: Axis) =>
  (editor: Editor): void => {
    const { document, selection, change } = draft(editor)
    change(distributeEdits(document.flow, selection.nodes, axis, sizeOf(editor)))
  }

const two = (editor: Editor): boolean => chosen(editor) > 1
const three = (editor: Editor): boolean => chosen(editor) > 2

/** Brings selected nodes to one line, or leaves the same room between them. */
export const arrangeCommands: readonly Command[] = [
  { id: 'align-left', group: 'arrange', icon: IconLayoutAlignLeft, keys: ['Alt+Shift+ArrowLeft'], when: two, perform: align('left') },
  { id: 'align-right', group: 'arrange', icon: IconLayoutAlignRight, keys: ['Alt+Shift+ArrowRight'], when: two, perform: align('right') },
  { id: 'align-top', group: 'arrange', icon: IconLayoutAlignTop, keys: ['Alt+Shift+ArrowUp'], when: two, perform: align('top') },
  { id: 'align-bottom', group: 'arrange', icon: IconLayoutAlignBottom, keys: ['Alt+Shift+ArrowDown'], when: two, perform: align('bottom') },
  { id: 'align-center', group: 'arrange', icon: IconLayoutAlignCenter, keys: ['Shift+C'], when: two, perform: align('center') },
  { id: 'align-middle', group: 'arrange', icon: IconLayoutAlignMiddle, keys: ['Shift+M'], when: two, perform: align('middle') },
  { id: 'distribute-x', group: 'arrange', icon: IconLayoutDistributeVertical, keys: ['Shift+H'], when: three, perform: distribute('x') },
  { id: 'distribute-y', group: 'arrange', icon: IconLayoutDistributeHorizontal, keys: ['Shift+V'], when: three, perform: distribute('y') },
] // prettier-ignore
