import type { Edit, Flow } from '@sluice/flow'
import { CARD, type Point } from './add.ts'

export type Side = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom'
export type Axis = 'x' | 'y'

interface Size {
  readonly width: number
  readonly height: number
}

interface Card {
  readonly id: string
  readonly position: Point
  readonly size: Size
}

/** How large cards are drawn; one that isn't drawn has the usual size. */
export type SizeOf = (id: string) => Size | undefined

const cardsOf = (flow: Flow, chosen: ReadonlySet<string>, sizeOf: SizeOf): readonly Card[] =>
  flow.nodes.filter(({ id }) => chosen.has(id)).map(({ id, position }) => ({ id, position, size: sizeOf(id) ?? CARD }))

const along = (axis: Axis) => (axis === 'x' ? 'width' : 'height')

/** The moves to these places; what stays where it is makes none. */
const moves = (cards: readonly Card[], axis: Axis, place: (card: Card, index: number) => number): readonly Edit[] =>
  cards.flatMap((card, index): readonly Edit[] => {
    const at = Math.round(place(card, index))
    return at === card.position[axis] ? [] : [{ type: 'move-node', id: card.id, position: { ...card.position, [axis]: at } }]
  })

/** Brings the chosen cards to one line: an edge of theirs, or their middles, as far as the outermost is. */
export function alignEdits(flow: Flow, chosen: ReadonlySet<string>, side: Side, sizeOf: SizeOf): readonly Edit[] {
  const cards = cardsOf(flow, chosen, sizeOf)
  if (cards.length < 2) return []
  const axis: Axis = side === 'left' || side === 'center' || side === 'right' ? 'x' : 'y'
  const size = along(axis)
  const from = Math.min(...cards.map(({ position }) => position[axis]))
  const to = Math.max(...cards.map((card) => card.position[axis] + card.size[size]))
  switch (side) {
    case 'left':
    case 'top':
      return moves(cards, axis, () => from)
    case 'right':
    case 'bottom':
      return moves(cards, axis, (card) => to - card.size[size])
    case 'center':
    case 'middle':
      return moves(cards, axis, (card) => (from + to - card.size[size]) / 2)
  }
}

/** Leaves the same room between neighbours; the outermost stay, and so does the order. */
export function distributeEdits(flow: Flow, chosen: ReadonlySet<string>, axis: Axis, sizeOf: SizeOf): readonly Edit[] {
  const size = along(axis)
  const cards = cardsOf(flow, chosen, sizeOf).toSorted((a, b) => a.position[axis] - b.position[axis] || (a.id < b.id ? -1 : 1))
  const [first, last] = [cards[0], cards.at(-1)]
  if (first === undefined || last === undefined || cards.length < 3) return []
  const room = last.position[axis] + last.size[size] - first.position[axis] - cards.reduce((sum, card) => sum + card.size[size], 0)
  const gap = room / (cards.length - 1)
  const places = new Map<string, number>()
  let at = first.position[axis]
  for (const card of cards) {
    places.set(card.id, at)
    at += card.size[size] + gap
  }
  return moves(cards, axis, ({ id, position }) => places.get(id) ?? position[axis])
}
