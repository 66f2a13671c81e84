import { ReactFlow, SelectionMode, type ReactFlowProps } from '@xyflow/react'
import { useMemo } from 'react'
import type { CanvasNode, Wire } from './card-data.ts'
import { edgeTypes, nodeTypes } from './element-types.ts'
import { useCanvasElements } from './use-canvas-elements.ts'

const MANY = ['Meta', 'Control', 'Shift']
const PAN_BUTTONS = [1]

/** A flow larger than this is drawn only where it is seen. */
const LARGE = 150

/**
 * The nodes and connections of the flow, `wire` as one that would take a node. Drawn anew for every move of the pointer while
 * a node is dragged, and the only part of the canvas that is.
 */
export function Drawing({ wire, ...props }: ReactFlowProps<CanvasNode, Wire> & { readonly wire: string | undefined }) {
  const { nodes, edges, onNodesChange, onEdgesChange } = useCanvasElements()
  const shown = useMemo(
    () => (wire === undefined ? edges : edges.map((edge) => (edge.id === wire ? { ...edge, className: 'takes-node' } : edge))),
    [edges, wire],
  )
  return (
    <ReactFlow
      {...props}
      nodes={nodes}
      edges={shown}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      connectionRadius={28}
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={MANY}
      selectionOnDrag
      selectionMode={SelectionMode.Partial}
      // Where a connection could be taken up is not redrawn while its node moves.
      edgesReconnectable={!nodes.some((node) => node.dragging === true)}
      panOnDrag={PAN_BUTTONS}
      panOnScroll
      zoomOnDoubleClick={false}
      nodeDragThreshold={2}
      fitView
      minZoom={0.1}
      maxZoom={2}
      onlyRenderVisibleElements={nodes.length > LARGE}
    />
  )
}
