import { expect, test } from 'vitest'
import { retryOffers } from './retry-offers.ts'

test('another version is offered when there is one', () => {
  expect(retryOffers(3, { revision: 5, publishedRevision: 4 })).toEqual([
    { version: 'same', revision: 3 },
    { version: 'newest', revision: 5 },
    { version: 'published', revision: 4 },
  ])
})

test('a version that is the same one, or is not there, says so', () => {
  expect(retryOffers(3, { revision: 3, publishedRevision: null })).toEqual([
    { version: 'same', revision: 3 },
    { version: 'newest', revision: 3, lacks: 'is-same' },
    { version: 'published', lacks: 'not-published' },
  ])
  expect(retryOffers(3, { revision: 4, publishedRevision: 3 })[2]).toEqual({ version: 'published', revision: 3, lacks: 'is-same' })
})

test('of a flow in the trash nothing is run again', () => {
  expect(retryOffers(3, null).map(({ lacks }) => lacks)).toEqual(['flow-gone', 'flow-gone', 'flow-gone'])
})
