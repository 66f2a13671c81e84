import { findDefinition } from '@sluice/catalog'
import type { Flow } from '@sluice/flow'
import { CARD } from '../document/add.ts'
import { NOTE } from './canvas-elements.ts'

/** A rectangle in flow pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** All nodes of a group as one path. */
export interface MapShape {
  readonly group: string
  readonly path: string
}

interface Placed extends Box {
  readonly id: string
  readonly group: string
}

const placed = ({ nodes, notes }: Flow): readonly Placed[] => [
  ...notes.map(({ id, position, size }) => ({ id, group: 'note', ...position, ...(size ?? NOTE) })),
  ...nodes.map(({ id, type, position }) => ({ id, group: findDefinition(type)?.group ?? 'flow', ...position, ...CARD })),
]

export const outline = ({ x, y, width, height }: Box): string => `M${x},${y}h${width}v${height}h${-width}z`

/** The nodes and notes of a flow as one path for each group, without those of these ids. */
export function mapShapes(flow: Flow, without: ReadonlySet<string>): readonly MapShape[] {
  const paths = new Map<string, string>()
  for (const item of placed(flow)) if (!without.has(item.id)) paths.set(item.group, `${paths.get(item.group) ?? ''}${outline(item)}`)
  return [...paths].map(([group, path]) => ({ group, path }))
}

/** Nodes and notes of a flow at other places than those they have in it. */
export function movedShapes(
  flow: Flow,
  places: readonly { readonly id: string; readonly x: number; readonly y: number }[],
): readonly (MapShape & { readonly id: string })[] {
  if (places.length === 0) return []
  const at = new Map(places.map((place) => [place.id, place]))
  return placed(flow).flatMap((item) => {
    const place = at.get(item.id)
    return place === undefined ? [] : [{ id: item.id, group: item.group, path: outline({ ...item, x: place.x, y: place.y }) }]
  })
}

/** The smallest box around both. */
export function unite(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}

/** The box around everything on a canvas; undefined when it is empty. */
export const boundsOf = (flow: Flow): Box | undefined =>
  placed(flow).reduce<Box | undefined>((all, item) => (all === undefined ? item : unite(all, item)), undefined)
