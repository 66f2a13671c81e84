import { expect, test, vi } from 'vitest'
import { stoppedWorkers } from './stopped-workers.ts'

// Whole worker and engine processes start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

test.skipIf(process.platform === 'win32')('workers that were stopped past their lease and go on write nothing more', async () => {
  const report = await stoppedWorkers({ seed: 2, times: 3, lanes: 1, rows: 300, hurried: true, say: () => undefined })
  expect(report).toMatchObject({ times: 3, lost: 0, doubled: 0, failures: [], facts: { 'stale writes': 0 } })
})
