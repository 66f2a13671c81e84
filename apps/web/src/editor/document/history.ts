import { applyEdits, type Edit, type Flow } from '@sluice/flow'

/** One step that undo takes back: edits in the order in which they have to be applied. */
export interface Step {
  readonly edits: readonly Edit[]
  /** Changes of the same gesture (one drag, typing in one field) join into one step while it is on. */
  readonly gesture: string | null
}

/** What can be taken back and what can be done again, newest last. */
export interface History {
  readonly undo: readonly Step[]
  readonly redo: readonly Step[]
}

/** A flow with its past. */
export interface Document {
  readonly flow: Flow
  readonly history: History
}

const MOST_STEPS = 500

export const openDocument = (flow: Flow): Document => ({ flow, history: { undo: [], redo: [] } })

/** Makes a change that undo takes back as one step, together with the step before when it is of the same gesture. */
export function change(document: Document, edits: readonly Edit[], gesture: string | null = null): Document {
  if (edits.length === 0) return document
  const { flow, inverse } = applyEdits(document.flow, edits)
  const { undo } = document.history
  const last = undo.at(-1)
  const joins = gesture !== null && last?.gesture === gesture
  const step: Step = { gesture, edits: joins ? [...inverse, ...last.edits] : inverse }
  return { flow, history: { undo: [...(joins ? undo.slice(0, -1) : undo.slice(1 - MOST_STEPS)), step], redo: [] } }
}

/** Ends the gesture that is on: the next change is a step of its own. */
export function mark(document: Document): Document {
  const last = document.history.undo.at(-1)
  if (last === undefined || last.gesture === null) return document
  const undo = [...document.history.undo.slice(0, -1), { ...last, gesture: null }]
  return { ...document, history: { ...document.history, undo } }
}

function travel(document: Document, from: 'undo' | 'redo', to: 'undo' | 'redo'): Document {
  const step = document.history[from].at(-1)
  if (step === undefined) return document
  const { flow, inverse } = applyEdits(document.flow, step.edits)
  const history = { ...document.history, [from]: document.history[from].slice(0, -1) }
  return { flow, history: { ...history, [to]: [...document.history[to], { edits: inverse, gesture: null }] } }
}

export const undo = (document: Document): Document => travel(document, 'undo', 'redo')
export const redo = (document: Document): Document => travel(document, 'redo', 'undo')
