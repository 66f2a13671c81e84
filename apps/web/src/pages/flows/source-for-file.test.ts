import { expect, test } from 'vitest'
import { sourceForFile, titleOfFile } from './source-for-file.ts'

test('the ending of a file chooses the source', () => {
  expect(sourceForFile('in/Customers.CSV')).toEqual({ type: 'source.csv', config: { path: 'in/Customers.CSV' } })
  expect(sourceForFile('a.jsonl')).toEqual({ type: 'source.json', config: { layout: 'lines', path: 'a.jsonl' } })
  expect(sourceForFile('a.xml')?.type).toBe('source.xml')
  expect(sourceForFile('a.exe')).toBeUndefined()
  expect(sourceForFile('constructor')).toBeUndefined()
})

test('a flow is called as its file', () => {
  expect(titleOfFile('in/crm_customers-2026.csv')).toBe('crm customers 2026')
  expect(titleOfFile('客户.json')).toBe('客户')
})
