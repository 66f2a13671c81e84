import { expect, test } from 'vitest'
import { webhookKills } from './webhook-kills.ts'

test('a server that is killed under load has kept every event that it acknowledged', { timeout: 120_000 }, async () => {
  const report = await webhookKills({ seed: 11, times: 2, connections: 16, livesMs: 300, say: () => undefined })
  expect(report).toMatchObject({ times: 2, lost: 0, doubled: 0, failures: [] })
  expect(report.facts?.['events acknowledged']).toBeGreaterThan(30)
})
