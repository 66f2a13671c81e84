import type { SavedFlow } from '@sluice/contract'

/** How the draft stands against the server. `pending` says that there are changes which no save under way carries. */
export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'saving'; readonly pending: boolean }
  /** The server could not be reached; tried again by itself. */
  | { readonly kind: 'offline' }
  /** The server refused, and would again. */
  | { readonly kind: 'refused'; readonly error: unknown }
  /** Somebody else saved first; `theirs` is what the server has. */
  | { readonly kind: 'stale'; readonly theirs: SavedFlow }

export type SaveEvent =
  | { readonly type: 'edited' }
  /** The quiet time is over, or someone can't wait (a run, closing the page). */
  | { readonly type: 'due' }
  | { readonly type: 'saved' }
  | { readonly type: 'unreachable' }
  | { readonly type: 'refused'; readonly error: unknown }
  | { readonly type: 'stale'; readonly theirs: SavedFlow }
  /** The person chose one side of a stale revision. */
  | { readonly type: 'resolved'; readonly keep: 'mine' | 'theirs' }

/** What the owner has to do after a step of the machine. */
export type SaveEffect = 'schedule' | 'send' | 'retry' | 'none'

const stay = (state: SaveState): { readonly state: SaveState; readonly effect: SaveEffect } => ({ state, effect: 'none' })

/** The autosave as a pure state machine: waits for a quiet moment, never has two saves under way, never drops a change. */
export function stepSave(state: SaveState, event: SaveEvent): { readonly state: SaveState; readonly effect: SaveEffect } {
  switch (event.type) {
    case 'edited':
      if (state.kind === 'stale') return stay(state)
      if (state.kind === 'saving') return stay({ kind: 'saving', pending: true })
      return { state: { kind: 'waiting' }, effect: 'schedule' }
    case 'due':
      if (state.kind !== 'waiting' && state.kind !== 'offline' && state.kind !== 'refused') return stay(state)
      return { state: { kind: 'saving', pending: false }, effect: 'send' }
    case 'saved':
      if (state.kind !== 'saving') return stay(state)
      return state.pending ? { state: { kind: 'waiting' }, effect: 'schedule' } : stay({ kind: 'saved' })
    case 'unreachable':
      return state.kind === 'saving' ? { state: { kind: 'offline' }, effect: 'retry' } : stay(state)
    case 'refused':
      return state.kind === 'saving' ? stay({ kind: 'refused', error: event.error }) : stay(state)
    case 'stale':
      return state.kind === 'saving' ? stay({ kind: 'stale', theirs: event.theirs }) : stay(state)
    case 'resolved':
      if (state.kind !== 'stale') return stay(state)
      return event.keep === 'mine' ? { state: { kind: 'saving', pending: false }, effect: 'send' } : stay({ kind: 'saved' })
  }
}

/** True when closing the page would lose something. */
export const hasUnsaved = (state: SaveState): boolean => state.kind !== 'saved'
