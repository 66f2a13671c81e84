import { NodeCard } from './node-card.tsx'
import { NoteCard } from './note-card.tsx'
import { Wire } from './wire.tsx'

/** The components that draw nodes and connections; constants, so that React Flow does not draw all anew. */
export const nodeTypes = { card: NodeCard, note: NoteCard }
export const edgeTypes = { wire: Wire }
