import { emptyFlow } from '@sluice/flow'
import { migrate, openStore } from '@sluice/store'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { median } from '../measure/figures.ts'
import { queueTrial } from './queue-trial.ts'
import { quantile, type Report, type TrialOptions } from './report.ts'

export interface QueueOptions extends TrialOptions {
  readonly workers: number
  /** Runs that wait before the one that is claimed, for what a claim takes. */
  readonly waiting: readonly number[]
}

const CLAIMS = 200
const ms = (value: number): string => `${value.toFixed(2)} ms`

/** A queue of `times` runs with one that kills whoever runs it, over real workers: is every other one done once? And what a claim takes. */
export async function queueOfRuns({ seed, times, workers, waiting, say }: QueueOptions): Promise<Report> {
  const facts: Record<string, string | number> = {}
  for (const before of waiting) {
    await using database = await emptyDatabase()
    const took = await claimTimes(database.url, before, CLAIMS)
    facts[`claim with ${before} waiting before it`] = `p50 ${ms(median(took))}, p99 ${ms(quantile(took, 0.99))}`
    say(`claimed behind ${before}`)
  }
  await using database = await emptyDatabase()
  const { lost, doubled, failures, seconds, byWorker } = await queueTrial({ databaseUrl: database.url, runs: times, workers, seed })
  return { times, lost, doubled, facts: { ...facts, seconds: seconds.toFixed(1), 'runs by worker': byWorker.join('+') }, failures }
}

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
  return times
}
