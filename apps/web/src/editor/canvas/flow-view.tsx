import { Background, ReactFlow } from '@xyflow/react'
import type { Flow } from '@sluice/flow'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import '@xyflow/react/dist/style.css'
import { useNodeTexts } from '../node-texts.ts'
import type { RunMarks } from './card-data.ts'
import { canvasEdges, canvasNodes, worstByNode } from './canvas-elements.ts'
import { CanvasTools } from './canvas-tools.tsx'
import { edgeTypes, nodeTypes } from './element-types.ts'
import classes from './canvas.module.css'

const NO_PROBLEMS = worstByNode([])

/** A flow to look at, as it was at a run: its nodes with their rows; nothing can be changed. */
export function FlowView({
  flow,
  run,
  onNode,
}: {
  readonly flow: Flow
  readonly run?: RunMarks
  readonly onNode?: (node: string) => void
}) {
  const { t } = useTranslation('editor')
  const texts = useNodeTexts()
  const nodes = useMemo(() => canvasNodes(flow, { problems: NO_PROBLEMS, run, name: texts.label }, []), [flow, run, texts])
  const edges = useMemo(() => canvasEdges(flow, run), [flow, run])
  return (
    <section className={classes['canvas']} aria-label={t('canvas')}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        onNodeClick={(_event, node) => onNode?.(node.id)}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
        minZoom={0.1}
      >
        <Background gap={20} size={1.4} color="var(--dot)" />
        <CanvasTools />
      </ReactFlow>
    </section>
  )
}
