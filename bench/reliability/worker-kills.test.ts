import { expect, test, vi } from 'vitest'
import { workerKills } from './worker-kills.ts'
import { compare } from './work.ts'

// Whole worker and engine processes start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

test('workers and engines are killed at random times and at named points: every row is in every sink once', async () => {
  const report = await workerKills({ seed: 17, times: 2, lanes: 2, rows: 300, hurried: true, say: () => undefined })
  expect(report).toMatchObject({ times: 2, lost: 0, doubled: 0, failures: [] })
  expect(Object.values(report.took ?? {}).flat().filter((ms) => !(ms > 0))).toEqual([]) // prettier-ignore
  // What it was asked for are kills of workers; those of engines come on top.
  expect(Object.values(report.took ?? {}).map(({ length }) => length)).toEqual([2, 2])
  expect(report.facts?.['runs']).toBeGreaterThan(2)
})

test('a row that is missing, there twice or changed is found', () => {
  const rows = ['a|1', 'a|2', 'a|3']
  expect(compare(rows, ['a|3', 'a|1', 'a|2'])).toEqual({ lost: 0, doubled: 0 })
  expect(compare(rows, ['a|1', 'a|2'])).toEqual({ lost: 1, doubled: 0 })
  expect(compare(rows, ['a|1', 'a|1', 'a|2', 'a|3'])).toEqual({ lost: 0, doubled: 1 })
  expect(compare(rows, ['a|1', 'a|2', 'a|X'])).toEqual({ lost: 1, doubled: 1 })
})
