import { expect, test } from 'vitest'
import { PathTable } from './path-table.ts'

const table = new PathTable<string>()
for (const path of ['customer/:id', 'customer/new', ':kind/:id', 'customer/:id/orders', 'a']) table.add(path, path)

test.each([
  ['a', 'a', {}],
  ['customer/new', 'customer/new', {}],
  ['customer/17', 'customer/:id', { id: '17' }],
  ['order/17', ':kind/:id', { kind: 'order', id: '17' }],
  ['customer/17/orders', 'customer/:id/orders', { id: '17' }],
  ['customer/a%20%2F%E7%8E%8B', 'customer/:id', { id: 'a /王' }],
])('%s is answered by %s', (path, pattern, values) => {
  expect(table.find(path)).toEqual({ value: pattern, path: values })
})

test.each([
  '',
  'b',
  'customer/',
  '/customer/17',
  'customer//orders',
  'customer/17/orders/1',
  'customer/%zz',
  'customer/%00',
  'customer/%ED%A0%80',
])('%j is answered by nothing', (path) => {
  expect(table.find(path)).toBeUndefined()
})
