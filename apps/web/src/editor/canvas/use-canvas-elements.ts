import type { Edit, Flow, FlowNode } from '@sluice/flow'
import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDraft, useEditor, useView } from '../context.ts'
import { changedSince } from '../document/changed-since.ts'
import type { Selection } from '../document/selection.ts'
import { useNodeTexts } from '../node-texts.ts'
import type { CanvasNode, Wire } from './card-data.ts'
import { canvasEdges, canvasNodes, worstByNode, type CanvasMarks } from './canvas-elements.ts'

interface Source {
  readonly flow: Flow
  readonly selection: Selection
  readonly marks: CanvasMarks
}

interface Drawn {
  readonly source: Source
  readonly nodes: CanvasNode[]
  readonly edges: Wire[]
}

function draw(source: Source, before: Drawn): Drawn {
  const { flow, selection, marks } = source
  const isSelected = (node: CanvasNode): boolean => (node.type === 'card' ? selection.nodes : selection.notes).has(node.id)
  const drawn = canvasNodes(flow, marks, before.nodes)
  const nodes = drawn.every((node) => (node.selected ?? false) === isSelected(node))
    ? drawn
    : drawn.map((node) => ((node.selected ?? false) === isSelected(node) ? node : { ...node, selected: isSelected(node) }))
  return { source, nodes, edges: canvasEdges(flow, marks.run, selection.edges, before.edges) }
}

/** What React Flow draws and what it may change: positions while dragging are its own, the end of a move is an edit. */
export function useCanvasElements(): {
  readonly nodes: CanvasNode[]
  readonly edges: Wire[]
  readonly onNodesChange: (changes: NodeChange<CanvasNode>[]) => void
  readonly onEdgesChange: (changes: EdgeChange<Wire>[]) => void
} {
  // prettier-ignore
  const { store } = useEditor()
  const { t } = useTranslation('editor')
  const texts = useNodeTexts()
  const flow = useDraft((draft) => draft.document.flow)
  const selection = useDraft((draft) => draft.selection)
  const problems = useView((view) => view.planning.problems)
  const run = useView((view) => view.run)
  const worst = useMemo(() => worstByNode(problems), [problems])
  const ran = run?.flow
  const stale = useMemo(() => (ran === undefined ? undefined : changedSince(flow, ran)), [flow, ran])
  const source = useMemo<Source>(() => {
    const name = (node: FlowNode): string => {
      const parts = [texts.label(node), texts.kind(node.type)]
      const status = run?.nodes[node.id]?.status
      const problem = worst.get(node.id)
      if (node.disabled) parts.push(t('disabled'))
      if (problem !== undefined) parts.push(t(`badge.${problem}`))
      else if (status !== undefined) parts.push(t(`badge.${status}`))
      if (status !== undefined && stale?.has(node.id) === true) parts.push(t('badge.stale'))
      return [...new Set(parts)].join(', ')
    }
    return { flow, selection, marks: { problems: worst, run, stale, name } }
  }, [flow, selection, worst, run, stale, t, texts])
  const [drawn, setDrawn] = useState<Drawn>(() => draw(source, { source, nodes: [], edges: [] }))
  // Drawn from the flow, except for what React Flow itself holds of a node (its size, its place while it is dragged).
  if (drawn.source !== source) setDrawn(draw(source, drawn))

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      setDrawn((before) => ({ ...before, nodes: applyNodeChanges(changes, before.nodes) }))
      const { document, selection: chosen, change, select } = store.getState()
      const edits: Edit[] = []
      const moved: string[] = []
      const picked = { ...chosen, nodes: new Set(chosen.nodes), notes: new Set(chosen.notes) }
      let picks = false
      for (const change of changes) {
        if (change.type === 'position' && change.dragging !== true && change.position !== undefined) {
          const position = { x: Math.round(change.position.x), y: Math.round(change.position.y) }
          const node = document.flow.nodes.find((one) => one.id === change.id)
          const note = document.flow.notes.find((one) => one.id === change.id)
          const was = node?.position ?? note?.position
          if (was === undefined || (was.x === position.x && was.y === position.y)) continue
          moved.push(change.id)
          if (node !== undefined) edits.push({ type: 'put-node', node: { ...node, position } })
          if (note !== undefined) edits.push({ type: 'put-note', note: { ...note, position } })
        }
        if (change.type === 'select') {
          const set = document.flow.notes.some((note) => note.id === change.id) ? picked.notes : picked.nodes
          if (set.has(change.id) === change.selected) continue
          picks = true
          if (change.selected) set.add(change.id)
          else set.delete(change.id)
        }
      }
      if (edits.length > 0) change(edits, { gesture: `move ${moved.sort().join(' ')}` })
      if (picks) select(picked)
    },
    [store],
  )

  const onEdgesChange = useCallback(
    (changes: EdgeChange<Wire>[]) => {
      const { selection: chosen, select } = store.getState()
      const picked = new Set(chosen.edges)
      for (const change of changes) {
        if (change.type !== 'select') continue
        if (change.selected) picked.add(change.id)
        else picked.delete(change.id)
      }
      if (picked.size !== chosen.edges.size || [...picked].some((key) => !chosen.edges.has(key))) select({ ...chosen, edges: picked })
    },
    [store],
  )
  return { nodes: drawn.nodes, edges: drawn.edges, onNodesChange, onEdgesChange }
}
