import { expect, test, vi } from 'vitest'
import { twoServers } from './two-servers.ts'

// Whole servers start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

test.skipIf(process.platform === 'win32')(
  'two servers with wrong clocks, killed again and again: exactly one run for each tick',
  async () => {
    const report = await twoServers({ seed: 1, times: 12, kills: 2, livesMs: 1_000, periods: [1, 2, 3], say: () => undefined })
    expect(report).toMatchObject({ times: 12, lost: 0, doubled: 0, failures: [] })
    expect(report.facts?.['ticks']).toBeGreaterThan(12)
  },
)
