import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const text = readFileSync(join(root, 'docs/reliability.md'), 'utf8')
/** Each test that stands behind a line of the promise: its file, and how its title begins. */
const named = [...text.matchAll(/`([^`]+\.(?:test|spec)\.ts)`(?: “([^”]+)”)?/g)].map(([, file = '', title = '']) => ({ file, title }))

test('every test that the promise names exists', () => {
  expect(named.length).toBeGreaterThan(50)
  const missing = named.filter(({ file, title }) => {
    const path = join(root, file)
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(title)
  })
  expect(missing).toEqual([])
})

test('every line of the promise names a test', () => {
  const rows = text.slice(0, text.indexOf('## Long trials')).split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line)) // prettier-ignore
  expect(rows.length).toBeGreaterThan(30)
  expect(rows.filter((row) => !row.includes('.ts`'))).toEqual([])
})
