import { expect, test } from 'vitest'
import { reportLines, succeeded, type Report } from './report.ts'

const AFTER = 'run went on after its worker'
const report = (late: number): Report => {
  const took = [...Array.from({ length: 100 - late }, () => 9_000), ...Array.from({ length: late }, () => 20_000)]
  return { times: 100, lost: 0, doubled: 0, took: { [AFTER]: took }, promised: { [AFTER]: 15_000 }, failures: [] }
}

test('a trial fails when what it measured took longer than promised, and says so', () => {
  expect(succeeded(report(0))).toBe(true)
  expect(succeeded(report(1))).toBe(false)
  expect(reportLines('kills', 1, report(1)).at(-1)).toBe('kills: run went on after its worker: p99 is 20.00 s, promised are 15.00 s')
  expect(succeeded({ ...report(50), promised: {} })).toBe(true)
})

test('a trial fails for a lost row, a doubled one, and anything else that it names', () => {
  for (const wrong of [{ lost: 1 }, { doubled: 1 }, { failures: ['left behind'] }])
    expect(succeeded({ ...report(0), ...wrong })).toBe(false)
})
