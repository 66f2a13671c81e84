import type { Flow } from '@sluice/flow'
import { CARD } from '../document/add.ts'

/** A flow up to this size can be read when all of it is shown. */
const READABLE = { width: 1_800, height: 1_200 }
/** What is shown first of a larger one. */
const BEGINNING = { width: 1_200, height: 700 }

/** The nodes that an opened flow shows first: all, or where a large one begins, so that its cards can be read. */
export function openingNodes(flow: Flow): readonly { readonly id: string }[] | undefined {
  const places = flow.nodes.map(({ position }) => position)
  const [left, top] = [Math.min(...places.map(({ x }) => x)), Math.min(...places.map(({ y }) => y))]
  const within = (size: typeof READABLE) => (node: Flow['nodes'][number]) =>
    node.position.x + CARD.width - left <= size.width && node.position.y + CARD.height - top <= size.height
  if (flow.nodes.every(within(READABLE))) return undefined
  const first = flow.nodes.filter(within(BEGINNING))
  return first.length === 0 ? flow.nodes.slice(0, 1) : first
}
