import { IconArrowBarToLeft, IconArrowBarToRight, IconSelectAll } from '@tabler/icons-react'
import type { Editor } from '../context.ts'
import { downstreamOf, upstreamOf } from '@sluice/flow'
import { isEmpty, NOTHING, onlyNode, selectNodes } from '../document/selection.ts'
import type { Command } from './command.ts'
import { neighbour, type Direction } from './neighbour.ts'

const draft = (editor: Editor) => editor.store.getState()
const oneCard = (editor: Editor): boolean => onlyNode(draft(editor).selection) !== undefined

/** Selects a node, shows it and gives it the focus. */
export function goToNode(editor: Editor, id: string): void {
  draft(editor).select(selectNodes([id]))
  editor.canvas.current?.goTo(id)
}

function step(editor: Editor, direction: Direction): void {
  const { document, selection } = draft(editor)
  const next = neighbour(document.flow, onlyNode(selection), direction)
  if (next !== undefined) goToNode(editor, next)
}

const reach = (editor: Editor, of: typeof upstreamOf): void => {
  const { document, selection, select } = draft(editor)
  select(selectNodes([...selection.nodes].flatMap((id) => [...of(document.flow.edges, id)])))
}

const move = (id: string, key: string, direction: Direction): Command => ({
  id,
  group: 'move',
  keys: [`Alt+${key}`],
  hidden: true,
  perform: (editor) => step(editor, direction),
})

export const selectCommands: readonly Command[] = [
  {
    id: 'select-all', group: 'select', icon: IconSelectAll, keys: ['Mod+A'], when: (e) => draft(e).document.flow.nodes.length > 0,
    perform: (e) => draft(e).select({ ...selectNodes(draft(e).document.flow.nodes.map((node) => node.id)), notes: new Set(draft(e).document.flow.notes.map((note) => note.id)) }),
  },
  { id: 'select-upstream', group: 'select', icon: IconArrowBarToLeft, keys: ['Shift+U'], when: oneCard, perform: (e) => reach(e, upstreamOf) },
  { id: 'select-downstream', group: 'select', icon: IconArrowBarToRight, keys: ['Shift+D'], when: oneCard, perform: (e) => reach(e, downstreamOf) },
  { id: 'select-none', group: 'select', keys: ['Escape'], hidden: true, when: (e) => !isEmpty(draft(e).selection), perform: (e) => draft(e).select(NOTHING) },
  move('go-upstream', 'ArrowLeft', 'left'),
  move('go-downstream', 'ArrowRight', 'right'),
  move('go-up', 'ArrowUp', 'up'),
  move('go-down', 'ArrowDown', 'down'),
] // prettier-ignore
