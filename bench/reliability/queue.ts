import { emptyFlow } from '@sluice/flow'
import { migrate, openStore } from '@sluice/store'
import { parseArgs } from 'node:util'
import { setup } from '../../scripts/testing/database.ts'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { median } from '../measure/figures.ts'
import { queueTrial } from './queue-trial.ts'

/** `tsx bench/reliability/queue.ts --runs 1000 --workers 2 --seed 1`: a queue with one poison run, and what a claim takes. */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, workers: { type: 'string', default: '2' }, seed: { type: 'string', default: '1' } },
})
const [runs, workers, seed] = [values.runs, values.workers, values.seed].map(Number)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const ms = (value: number): string => `${value.toFixed(2)} ms`

/** Milliseconds of each claim while the queue holds `waiting` runs of a flow that is at its limit before the one that is taken. */
async function claimTimes(databaseUrl: string, waiting: number, claims: number): Promise<readonly number[]> {
  await migrate(databaseUrl)
  const store = await openStore(databaseUrl)
  const { workspaceId } = await store.ensureOwner()
  const workspace = store.inWorkspace(workspaceId, 'trial')
  const [busy, free] = await Promise.all(['busy', 'free'].map((name) => workspace.flows.create(emptyFlow(name))))
  await store.database.flow.update({ where: { id: busy!.id }, data: { policy: { maxConcurrent: 1 } } })
  const queue = (flow: string) => workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  for (let i = 0; i <= waiting; i++) await queue(busy!.id)
  for (let i = 0; i < claims; i++) await queue(free!.id)
  await store.queue.claim('first')
  const times: number[] = []
  for (let i = 0; i < claims; i++) {
    const began = performance.now()
    const claimed = await store.queue.claim('next')
    times.push(performance.now() - began)
    if (claimed === undefined) throw new Error('nothing to claim')
  }
  await store.close()
  return times.toSorted((a, b) => a - b)
}

const teardown = await setup()
try {
  for (const waiting of [0, 1_000]) {
    await using database = await emptyDatabase()
    const times = await claimTimes(database.url, waiting, 200)
    say(`claim with ${waiting} waiting before it: median ${ms(median(times))}, p99 ${ms(times[Math.floor(times.length * 0.99)] ?? 0)}`)
  }
  await using database = await emptyDatabase()
  const outcome = await queueTrial({ databaseUrl: database.url, runs: runs!, workers: workers!, seed: seed! })
  say(JSON.stringify(outcome))
  if (outcome.notOnce > 0 || outcome.succeeded !== runs! - 1) process.exitCode = 1
} finally {
  await teardown?.()
}
