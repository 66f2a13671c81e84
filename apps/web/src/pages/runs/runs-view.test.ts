import fc from 'fast-check'
import { runStatusSchema, runTriggerSchema } from '@sluice/contract'
import { expect, test } from 'vitest'
import { readRunsView, writeRunsView } from './runs-view.ts'

test('what is written into the address is read back', () => {
  const view = fc.record({
    flow: fc.option(fc.uuid(), { nil: undefined }),
    status: fc.option(fc.constantFrom(...runStatusSchema.options), { nil: undefined }),
    trigger: fc.option(fc.constantFrom(...runTriggerSchema.options), { nil: undefined }),
    within: fc.option(fc.constantFrom('hour', 'day', 'week', 'month'), { nil: undefined }),
    offset: fc.nat(),
  })
  fc.assert(
    fc.property(view, (wanted) => {
      expect(readRunsView(writeRunsView(wanted))).toEqual(wanted)
    }),
  )
})

test('nonsense in the address is left out', () => {
  expect(readRunsView(new URLSearchParams('flow=x&status=odd&trigger=luck&within=toString&offset=-3'))).toEqual({
    flow: undefined,
    status: undefined,
    trigger: undefined,
    within: undefined,
    offset: 0,
  })
})
