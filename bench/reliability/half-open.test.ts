import { expect, test } from 'vitest'
import { halfOpen } from './half-open.ts'

test(
  'the other end of a line vanishes without a word, that of the product’s database too: every run is done once',
  { timeout: 300_000 },
  async () => {
    const report = await halfOpen({
      seed: 5,
      times: 2,
      rows: 300,
      over: ['tables that are written', "the product's database"],
      say: () => undefined,
    })
    expect(report).toMatchObject({ times: 2, lost: 0, doubled: 0, failures: [] })
    expect(Object.values(report.took ?? {}).map((took) => took.length)).toEqual([1, 1])
  },
)
