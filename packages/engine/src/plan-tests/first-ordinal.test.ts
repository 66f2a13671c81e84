import { DATE, INTEGER, printFirstOrdinal, type DataType, type SortKey } from '@sluice/plan'
import { expect, test } from 'vitest'
import { Evaluator } from './evaluate.ts'

/** The ends of what the types hold, equal keys, and missing ones. */
const KEYS: readonly (readonly [DataType, string, readonly string[]])[] = [
  [INTEGER, 'BIGINT', ['9223372036854775807', '-9223372036854775808', '0', '-1', '9223372036854775807', '-9223372036854775808']],
  [DATE, 'DATE', ['5881580-07-10', '5877642-06-25 (BC)', '1970-01-01', '1969-12-31', '5881580-07-10', '5877642-06-25 (BC)']],
]

test.each(KEYS)('the first row by a key of type %j is that of a full sort', async (type, sqlType, keys) => {
  const evaluator = await Evaluator.open()
  const values = [...keys.map((key) => `'${key}'`), 'NULL', 'NULL'].map((key, o) => `(${key}::${sqlType}, ${o}::BIGINT)`)
  for (const list of [values, values.slice(2, 4), values.slice(6)])
    for (const direction of ['ascending', 'descending'] as const)
      for (const missing of ['first', 'last'] as const)
        for (const ties of ['first', 'last'] as const) {
          const key: SortKey = { value: { kind: 'column', id: 'c0', type }, direction, missing }
          const from = `(VALUES ${list.join(', ')}) t(c0, o)`
          const order = `c0 ${direction === 'ascending' ? 'ASC' : 'DESC'} NULLS ${missing}, o ${ties === 'first' ? 'ASC' : 'DESC'}`
          const sorted = await evaluator.rows(`SELECT o FROM ${from} ORDER BY ${order} LIMIT 1`)
          expect(await evaluator.rows(`SELECT ${printFirstOrdinal([key], ties)} FROM ${from}`), order).toEqual(sorted)
        }
  evaluator.close()
})
