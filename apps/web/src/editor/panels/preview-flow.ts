import type { FileDto } from '@sluice/contract'
import { edgeKey, upstreamOf, type Flow } from '@sluice/flow'

/** The part of a flow that decides what is at a node's ports: what is upstream, without names and places. */
export function previewFlow(flow: Flow, node: string): Flow {
  const needed = upstreamOf(flow.edges, node)
  return {
    ...flow,
    name: 'preview',
    nodes: flow.nodes.filter((one) => needed.has(one.id)).map((one) => ({ ...one, position: { x: 0, y: 0 } })),
    edges: flow.edges
      .filter((edge) => needed.has(edge.from.node) && needed.has(edge.to.node))
      .toSorted((a, b) => edgeKey(a).localeCompare(edgeKey(b))),
    notes: [],
  }
}

/** What the files are that a flow names: a file that is replaced under its name has other rows. */
export function fileVersions(flow: Flow | undefined, files: readonly FileDto[]): readonly string[] {
  const named = new Set((flow?.nodes ?? []).map((node) => node.config['path']))
  return files.filter(({ path }) => named.has(path)).map(({ path, bytes, modifiedAt }) => `${path} ${bytes} ${modifiedAt}`)
}
