import { expect, test } from 'vitest'
import { webhookKills } from './webhook-kills.ts'
import { webhookRate } from './webhook-rate.ts'
import { webhookRuns } from './webhook-runs.ts'

test('a server that is killed under load has kept every event that it acknowledged', { timeout: 120_000 }, async () => {
  const report = await webhookKills({ seed: 11, times: 2, connections: 16, livesMs: 300, say: () => undefined })
  expect(report).toMatchObject({ times: 2, lost: 0, doubled: 0, failures: [] })
  expect(report.facts?.['events acknowledged']).toBeGreaterThan(30)
})

test('events that are sent as fast as they are taken in are all kept once', { timeout: 120_000 }, async () => {
  const report = await webhookRate({ seed: 1, times: 600, connections: 16, say: () => undefined })
  expect(report).toMatchObject({ times: 600, lost: 0, doubled: 0, failures: [] })
  expect(report.took?.['acknowledged']).toHaveLength(600)
})

test('each of many events has one small run, and every run succeeds', { timeout: 120_000 }, async () => {
  const report = await webhookRuns({ seed: 1, times: 40, say: () => undefined })
  expect(report).toMatchObject({ times: 40, lost: 0, doubled: 0, failures: [] })
  expect(report.took?.['run ended after its event']).toHaveLength(8)
})
