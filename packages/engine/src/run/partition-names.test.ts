import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partitionNames, partitionPath } from './partition-names.ts'
import { pathFault } from './place.ts'

test('values become names that every file system takes, all different', () => {
  const values = ['DE', 'de', null, '', 'a/b', 'a\\b', '../x', '.git', 'con', '华东 1', 'DE-2', '…', 'tail. ']
  expect(partitionNames(values)).toEqual([
    'DE', 'de-2', '_missing', '_empty', 'a_b', 'a_b-2', '___x', '_git', '_con', '华东 1', 'DE-2-2', '_', 'tail__',
  ]) // prettier-ignore
})

test('the name stands at its mark, else before the ending', () => {
  expect(partitionPath('out/orders.csv', 'DE')).toBe('out/orders-DE.csv')
  expect(partitionPath('out.d/orders', 'DE')).toBe('out.d/orders-DE')
  expect(partitionPath('.csv', 'x')).toBe('.csv-x')
  expect(partitionPath('${partition}/a-${partition}.csv', '$&')).toBe('$&/a-$&.csv')
})

test('whatever the values are, their paths are different and stay in their folder', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant(null)), { maxLength: 20 }), (values) => {
      const names = partitionNames(values)
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(values.length)
      for (const name of names) {
        expect(name).not.toContain('/')
        expect(pathFault(partitionPath('a/${partition}/b.csv', name))).toBeUndefined()
        expect(pathFault(partitionPath(`${'x'.repeat(80)}.parquet`, name))).toBeUndefined()
      }
    }),
  )
})
