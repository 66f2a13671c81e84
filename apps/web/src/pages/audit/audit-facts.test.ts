import { expect, test } from 'vitest'
import { actionGroups } from './action-groups.ts'
import { factsOf, nameOf } from './audit-facts.ts'

const ID = '0d9f3c52-0000-4000-8000-000000000000'
const entry = (object: string, detail: Record<string, string | number | boolean | null> = {}) => ({
  id: 1,
  at: '',
  who: '',
  action: '',
  object,
  detail,
})
const names = new Map([[ID, 'Orders']])

test('an entry is about what had this name then, or has it now, or about an id', () => {
  expect(nameOf(entry(ID, { name: 'Old orders' }), names)).toBe('Old orders')
  expect(nameOf(entry(ID), names)).toBe('Orders')
  expect(nameOf(entry(ID), new Map())).toBe('0d9f3c52')
  expect(nameOf(entry('in/a.csv'), names)).toBe('in/a.csv')
})

test('facts leave the name out and tell flows by theirs', () => {
  expect(factsOf(entry('x', { name: 'a', flow: ID, rows: 3, paused: false, reason: '', until: null }), names)).toEqual([
    ['flow', 'Orders'],
    ['rows', '3'],
    ['paused', 'false'],
  ])
})

test('actions are grouped by their kind in order', () => {
  expect(actionGroups(['flow.create', 'file.delete', 'flow.save'])).toEqual([
    { kind: 'flow', actions: ['flow.create', 'flow.save'] },
    { kind: 'file', actions: ['file.delete'] },
  ])
})
