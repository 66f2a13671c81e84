import { expect, test, vi } from 'vitest'
import { postgresKills } from './postgres-kills.ts'

// A PostgreSQL of its own and whole worker processes start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

test('PostgreSQL is killed while runs write into it: it comes back, and every run is done once', async () => {
  const report = await postgresKills({ seed: 3, times: 2, rows: 300, workers: 1, livesMs: 1_500, say: () => undefined })
  expect(report).toMatchObject({ times: 2, lost: 0, doubled: 0, failures: [], facts: { 'runs taken from living workers': 0 } })
})
