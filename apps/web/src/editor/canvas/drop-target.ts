/** The connection under a client point, by its key; undefined when there is none. */
export function wireAt(x: number, y: number): string | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const wire = element.closest('.react-flow__edge')
    if (wire !== null) return wire.getAttribute('data-id') ?? undefined
  }
  return undefined
}

/** The node under a client point, by its id. */
export function nodeAt(x: number, y: number): string | undefined {
  const card = document.elementFromPoint(x, y)?.closest('.react-flow__node')
  return card?.getAttribute('data-id') ?? undefined
}

/** Where a mouse or touch event happened. */
export function clientPoint(event: MouseEvent | TouchEvent): { readonly x: number; readonly y: number } {
  if (event instanceof MouseEvent) return { x: event.clientX, y: event.clientY }
  const touch = event.changedTouches[0]
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 }
}

/** The type of dragged data that carries a node type from the palette. */
export const NODE_TYPE_DATA = 'application/x-sluice-node'
