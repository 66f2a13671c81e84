import { expect, test, vi } from 'vitest'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { mayMakeNamespaces, namespaces } from './namespaces.ts'
import { queueTrial } from './queue-trial.ts'

// Whole worker processes start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

test('of sixty runs with one that kills its process, two workers carry out every other one once', async () => {
  await using database = await emptyDatabase()
  const outcome = await queueTrial({ databaseUrl: database.url, runs: 60, workers: 2, seed: 7 })
  expect(outcome).toMatchObject({ succeeded: 59, failed: 1, lost: 0, doubled: 0, failures: [] })
  expect(outcome.byWorker.length).toBe(2)
})

// Needs the right to make network namespaces; two workers with a shared folder are tested above in any case.
test.skipIf(!mayMakeNamespaces())('two hosts with networks of their own share a queue and a folder', async () => {
  await using database = await emptyDatabase()
  await using two = await namespaces(database.url, 2)
  const outcome = await queueTrial({ databaseUrl: database.url, runs: 30, workers: 2, hosts: two.hosts, seed: 3 })
  expect(outcome).toMatchObject({ succeeded: 29, failed: 1, lost: 0, doubled: 0, failures: [] })
  expect(outcome.byWorker.length).toBe(2)
})
