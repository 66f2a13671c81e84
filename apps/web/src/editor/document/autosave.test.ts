import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyFlow } from '@sluice/flow'
import { hasUnsaved, stepSave, type SaveEvent, type SaveState } from './autosave.ts'
import { unpublished } from './test-flow.ts'

const theirs = {
  id: '6b1f0a52-0f2c-4b6e-9d1e-0d7c0a6f0001',
  revision: 7,
  updatedAt: '2026-01-01T00:00:00Z',
  updatedBy: 'Lin',
  flow: emptyFlow('Theirs'),
  ...unpublished,
}
const event: fc.Arbitrary<SaveEvent> = fc.constantFrom<SaveEvent[]>(
  { type: 'edited' },
  { type: 'due' },
  { type: 'saved' },
  { type: 'unreachable' },
  { type: 'refused', error: 'too large' },
  { type: 'stale', theirs },
  { type: 'resolved', keep: 'mine' },
  { type: 'resolved', keep: 'theirs' },
)
const run = (events: readonly SaveEvent[]): SaveState =>
  events.reduce<SaveState>((state, next) => stepSave(state, next).state, { kind: 'saved' })

describe('autosave', () => {
  it('saves once after a quiet moment', () => {
    expect(stepSave({ kind: 'saved' }, { type: 'edited' })).toEqual({ state: { kind: 'waiting' }, effect: 'schedule' })
    expect(stepSave({ kind: 'waiting' }, { type: 'due' })).toEqual({ state: { kind: 'saving', pending: false }, effect: 'send' })
    expect(run([{ type: 'edited' }, { type: 'due' }, { type: 'saved' }])).toEqual({ kind: 'saved' })
  })

  it('saves again what was changed while a save was under way', () => {
    expect(run([{ type: 'edited' }, { type: 'due' }, { type: 'edited' }, { type: 'saved' }])).toEqual({ kind: 'waiting' })
  })

  it('tries again by itself when the server is out of reach', () => {
    const waiting: SaveEvent = { type: 'edited' }
    const due: SaveEvent = { type: 'due' }
    expect(stepSave(run([waiting, due]), { type: 'unreachable' })).toEqual({ state: { kind: 'offline' }, effect: 'retry' })
    expect(stepSave({ kind: 'offline' }, due).effect).toBe('send')
  })

  it('never sends over another person’s save before one side is chosen', () => {
    const stale = run([{ type: 'edited' }, { type: 'due' }, { type: 'stale', theirs }])
    expect(stepSave(stale, { type: 'edited' }).effect).toBe('none')
    expect(stepSave(stale, { type: 'due' }).effect).toBe('none')
    expect(stepSave(stale, { type: 'resolved', keep: 'mine' }).effect).toBe('send')
    expect(stepSave(stale, { type: 'resolved', keep: 'theirs' })).toEqual({ state: { kind: 'saved' }, effect: 'none' })
  })

  it('never has two saves under way and never calls an edit saved before a save that began after it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state: SaveState = { kind: 'saved' }
        let unsent = false
        for (const next of events) {
          const under = state.kind === 'saving'
          const step = stepSave(state, next)
          if (next.type === 'edited') unsent = true
          if (next.type === 'resolved' && next.keep === 'theirs' && state.kind === 'stale') unsent = false
          if (step.effect === 'send') {
            expect(under).toBe(false)
            unsent = false
          }
          state = step.state
          if (unsent) expect(hasUnsaved(state)).toBe(true)
        }
      }),
    )
  })
})
