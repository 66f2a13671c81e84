import { triggerConfigSchema } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { attemptWriter, type Progress } from '../queue/attempt.ts'
import { openStore, type Store } from '../store.ts'
import { eventPool } from './event-pool.ts'
import { lightAttempt } from './light-attempt.ts'

let database: TestDatabase
let store: Store
beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

async function claimed() {
  const workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
  const { id: flowId } = await workspace.flows.create(emptyFlow('Flow'))
  await workspace.flows.publish(flowId, 1)
  const config = triggerConfigSchema.parse({ kind: 'webhook', path: 'in', signIn: { kind: 'open' } })
  const { trigger } = await workspace.triggers.create({ name: 'In', flowId, config })
  const event = { workspaceId: workspace.id, triggerId: trigger.id, dedupeKey: 'a', signature: null, body: '{}', request: null, parameters: null, waiting: false } // prettier-ignore
  await store.triggers.accept([event])
  return (await store.triggers.claim('w', trigger.id))!
}

const rejecting = (value: string): Progress => ({
  nodes: new Map(),
  events: [],
  rejected: [{ node: 'in', code: 'x', column: null, message: '', value, source: null, line: null, row: {}, failures: null }],
})

test('rows that were written when the answer was lost are there once, also when further ones came before the next try', async () => {
  const { workspaceId, runId, attempt, startedAt, watermarks } = await claimed()
  const key = { workspaceId, runId, attempt }
  const full = attemptWriter(store.database, key)
  let lost = false
  const losing: typeof full = {
    ...full,
    write: async (progress) => {
      const answer = await full.write(progress)
      if (lost) return answer
      lost = true
      throw new Error('Connection terminated unexpectedly')
    },
  }
  const pool = eventPool(database.url)
  const writer = lightAttempt(pool, losing, { key, startedAt, watermarks, answer: () => undefined })
  const commit = { manifest: {}, readFrom: {}, readTo: {}, plans: [], hold: false }
  await writer.write(rejecting('first'))
  await expect(writer.commit(commit)).rejects.toThrow('terminated')
  await writer.write(rejecting('second'))
  await writer.commit(commit)
  await writer.finish({ ...rejecting('third'), status: 'succeeded-with-rejects', durationMs: 1, outputs: [], problems: [] })
  const rows = await store.database.rejectedRow.findMany({ where: { runId }, orderBy: { id: 'asc' } })
  expect(rows.map(({ value }) => value)).toEqual(['first', 'second', 'third'])
  await pool.end()
})
