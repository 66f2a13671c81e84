import { expect, test } from 'vitest'
import { bodyOf, draftOf, firstLimits, KINDS, newDraft, wrongFields, type RuleDraft } from './rule-draft.ts'

const draft = (change: Partial<RuleDraft> = {}): RuleDraft => ({ ...newDraft(), name: 'Told', ...change })

test.each(KINDS)('the first limits of %s can be saved', (kind) => {
  expect(bodyOf(draft({ kind, limits: firstLimits(kind) }))).toMatchObject({ condition: { kind } })
})

test('what is wrong is named, and nothing is sent', () => {
  const wrong = draft({ name: ' ', kind: 'rejected', limits: {}, webhook: 'ftp://x' })
  expect([...wrongFields(wrong)]).toEqual(['name', 'limits', 'webhook'])
  expect(bodyOf(wrong)).toBeUndefined()
})

test('an address that was not touched is not sent, an emptied one forgets it', () => {
  const saved = draftOf({
    id: '00000000-0000-4000-8000-000000000000', name: 'Told', flowId: null, flowName: null, condition: { kind: 'failed', inARow: 2 }, paused: false,
    target: 'hooks.example', updatedAt: '2026-01-01T00:00:00Z', updatedBy: 'Ada', open: 0,
  }) // prettier-ignore
  expect(bodyOf(saved)).toEqual({ name: 'Told', flowId: null, condition: { kind: 'failed', inARow: 2 }, paused: false })
  expect(bodyOf({ ...saved, webhook: '' })).toMatchObject({ webhook: null })
  expect(bodyOf({ ...saved, webhook: 'https://a.example/b' })).toMatchObject({ webhook: 'https://a.example/b' })
})

test('limits of another kind are not sent', () => {
  expect(bodyOf(draft({ kind: 'queue', limits: { inARow: 3, minutes: 5 } }))?.condition).toEqual({ kind: 'queue', minutes: 5 })
})
