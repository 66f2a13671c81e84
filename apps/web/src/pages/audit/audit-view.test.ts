import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVERYTHING, filterOf, readAuditView, writeAuditView } from './audit-view.ts'

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))

test('what is written into the address is read back', () => {
  const text = fc.string({ minLength: 1, maxLength: 200 })
  const view = fc.record({
    who: maybe(text),
    action: maybe(text),
    object: maybe(text),
    from: maybe(day),
    until: maybe(day),
    offset: fc.nat(),
  })
  fc.assert(
    fc.property(view, (wanted) => {
      expect(readAuditView(writeAuditView(wanted))).toEqual(wanted)
    }),
  )
})

test('nonsense in the address is left out', () => {
  const search = new URLSearchParams(`from=yesterday&until=2026-02-30&offset=1.5&who=${'x'.repeat(201)}`)
  expect(readAuditView(search)).toEqual(EVERYTHING)
})

test('a day is asked for from its beginning here to its end', () => {
  const { from, until } = filterOf({ ...EVERYTHING, from: '2026-03-01', until: '2026-12-31' })
  expect([from, until]).toEqual([new Date(2026, 2, 1).toISOString(), new Date(2027, 0, 1).toISOString()])
  expect(filterOf(EVERYTHING)).toEqual({ who: undefined, action: undefined, object: undefined, from: undefined, until: undefined })
})
