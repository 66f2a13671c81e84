import { expect, test } from 'vitest'
import { readRejectedView, writeRejectedView, type RejectedView } from './rejected-view.ts'

test.each<RejectedView>([
  { state: 'open', flow: undefined, cause: undefined, offset: 0 },
  { state: 'dropped', flow: 'f', cause: undefined, offset: 0 },
  { state: 'open', flow: 'f', cause: { node: 'n', code: 'c', column: undefined }, offset: 200 },
  { state: 'resubmitted', flow: 'f', cause: { node: 'n', code: 'c', column: '电话 & "x"' }, offset: 0 },
])('a view survives its address: %j', (view) => {
  expect(readRejectedView(new URLSearchParams(writeRejectedView(view)))).toEqual(view)
})

test('an address that means nothing shows what is open', () => {
  expect(readRejectedView(new URLSearchParams('state=x&node=n&offset=-3'))).toEqual({
    state: 'open',
    flow: undefined,
    cause: undefined,
    offset: 0,
  })
})
