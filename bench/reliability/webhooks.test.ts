import { expect, test } from 'vitest'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { killServers } from './webhook-kills.ts'
import { fromSources } from './programs.ts'
import { webhookTrial } from './webhook-trial.ts'

test('a server that is killed under load has kept every event that it acknowledged', { timeout: 120_000 }, async () => {
  await using database = await emptyDatabase()
  await using trial = await webhookTrial({ databaseUrl: database.url, server: fromSources('server'), worker: fromSources('worker') })
  const outcome = await killServers(trial, { kills: 2, connections: 16, seed: 11, livesMs: 300 })
  expect(outcome).toMatchObject({ lost: 0, twice: 0 })
  expect(outcome.acknowledged).toBeGreaterThan(30)
})
