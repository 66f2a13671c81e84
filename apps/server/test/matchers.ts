import { expect } from 'vitest'

/** Matchers that vitest types as `any`, as parts of an expected value. */
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
export const including = (...items: readonly object[]): unknown =>
  expect.arrayContaining(items.map((item): unknown => expect.objectContaining(item)))
export const listing = (...items: readonly string[]): unknown => expect.arrayContaining([...items])
