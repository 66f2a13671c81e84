import { findDefinition, type AnyNode } from '@sluice/catalog'
import { edgeKey } from '@sluice/flow'
import type { Editor } from '../context.ts'
import { addEdits, canInsert } from '../document/add.ts'
import { freeInput } from '../document/connect.ts'
import { mainOutput } from '../document/kinds.ts'
import { canReplace } from '../document/replace.ts'
import { selectNodes } from '../document/selection.ts'
import { onceDrawn } from '../canvas/once-drawn.ts'
import { addNode } from '../canvas/use-inserting.ts'
import { join } from '../canvas/use-connecting.ts'
import { replaceNode } from '../commands/replace-node.ts'
import type { NodeTexts } from '../node-texts.ts'
import type { Search } from '../view.ts'
import { findNodes, type KindTexts } from './find-nodes.ts'

/** One line of the node search. */
export interface SearchOption {
  /** A node type when nodes are added, the id of a node when they are joined. */
  readonly key: string
  readonly label: string
  readonly hint: string
  readonly icon: string | undefined
  readonly group: string
}

/** True when a kind of node can be joined to the end that was dragged, or stand in the connection or in the place of a node. */
function fits(editor: Editor, search: Exclude<Search, { mode: 'connect' }>, definition: AnyNode): boolean {
  if (search.mode === 'replace') return canReplace(editor.store.getState().document.flow, search.node, definition)
  if (search.into !== undefined) return canInsert(definition.type)
  if (search.from !== undefined) return definition.inputs.length > 0
  return search.to === undefined || mainOutput(definition) !== undefined
}

/** For the place of a node, kinds of its own group come first. */
function likeFirst(editor: Editor, search: Search, found: readonly AnyNode[]): readonly AnyNode[] {
  if (search.mode !== 'replace') return found
  const type = editor.store.getState().document.flow.nodes.find(({ id }) => id === search.node)?.type ?? ''
  const group = findDefinition(type)?.group
  return found.toSorted((a, b) => Number(b.group === group) - Number(a.group === group))
}

/** What the search offers for what is typed. */
export function optionsFor(editor: Editor, search: Search, text: string, texts: NodeTexts, kinds: KindTexts): readonly SearchOption[] {
  if (search.mode !== 'connect')
    return likeFirst(editor, search, findNodes(text, kinds, (definition) => fits(editor, search, definition))).map(({ type, icon, group }) => ({
      key: type, label: texts.kind(type), hint: texts.group(group), icon, group,
    })) // prettier-ignore
  const { flow } = editor.store.getState().document
  const wanted = text.trim().toLowerCase()
  return flow.nodes
    .filter((node) => freeInput(flow, search.from, node.id) !== undefined && texts.label(node).toLowerCase().includes(wanted))
    .map((node) => ({
      key: node.id,
      label: texts.label(node),
      hint: texts.kind(node.type),
      icon: findDefinition(node.type)?.icon,
      group: findDefinition(node.type)?.group ?? 'flow',
    }))
}

/** Does what a chosen line of the search stands for. */
export function choose(editor: Editor, search: Search, option: SearchOption): void {
  const { document, change } = editor.store.getState()
  if (search.mode === 'connect') {
    const port = freeInput(document.flow, search.from, option.key)
    if (port !== undefined) join(editor, { from: search.from, to: { node: option.key, port } })
    editor.canvas.current?.goTo(search.from.node)
    return
  }
  if (search.mode === 'replace') {
    replaceNode(editor, search.node, option.key)
    return
  }
  let id: string
  if (search.into !== undefined && document.flow.edges.some((edge) => edgeKey(edge) === search.into))
    id = addNode(editor, option.key, search.place, search.into)
  else {
    const added = addEdits(document.flow, option.key, search.place, search)
    id = added.id
    change(added.edits, { select: selectNodes([id]) })
  }
  onceDrawn(() => editor.canvas.current?.goTo(id))
}
