import { ReactFlow, useEdgesState, useNodesState, type Edge, type Node } from '@xyflow/react'
import { createRoot } from 'react-dom/client'
import '@xyflow/react/dist/style.css'

declare global {
  interface Window {
    /** What the benchmark leaves to be drawn. */
    bareFlow?: { readonly nodes: Node[]; readonly edges: Edge[]; readonly first: readonly { readonly id: string }[] }
  }
}

/** React Flow as its quick start shows it, with its own nodes and connections: what the editor's canvas is compared with. */
function BareFlow({ flow: { nodes, edges, first } }: { readonly flow: NonNullable<Window['bareFlow']> }) {
  const [shownNodes, , onNodesChange] = useNodesState(nodes)
  const [shownEdges, , onEdgesChange] = useEdgesState(edges)
  return (
    <ReactFlow
      nodes={shownNodes}
      edges={shownEdges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onlyRenderVisibleElements
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.12, nodes: [...first] }}
      minZoom={0.1}
    />
  )
}

const root = document.getElementById('root')
if (root !== null && window.bareFlow !== undefined) createRoot(root).render(<BareFlow flow={window.bareFlow} />)
