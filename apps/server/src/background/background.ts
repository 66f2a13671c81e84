import { migrateJobs, openJobs, sharedFolder, type Store } from '@sluice/store'
import { setTimeout as delay } from 'node:timers/promises'
import { type Logger } from 'pino'
import { type ServerConfig } from '../config.ts'
import { type Metrics } from '../metrics/metrics.ts'
import { deliver } from './notice.ts'
import { removeScratch } from './scratch.ts'

export interface BackgroundParts {
  readonly config: ServerConfig
  readonly store: Store
  readonly metrics: Metrics
  readonly origin: string
  readonly log: Logger
}

/** What a server does by itself, beside any number of others. */
export interface Background {
  readonly stop: () => Promise<void>
}

const JUDGE_EVERY_MS = 1_000
const CLOCK_EVERY_MS = 60_000
const RETENTION_EVERY_SECONDS = 3_600

/** Judges ended runs by the alert rules, delivers notices, and deletes what is kept no longer. */
export async function startBackground({ config, store, metrics, origin, log }: BackgroundParts): Promise<Background> {
  await migrateJobs(config.databaseUrl)
  const jobs = await openJobs(config.databaseUrl, (error) => log.warn({ err: error }, 'a job failed'))
  const files = sharedFolder(config.data)
  jobs.work('notice', (job) => deliver(store, origin, job))
  jobs.work('retention', async () => {
    await removeScratch(config.data)
    const deleted = await store.keepNoLonger(files)
    if (deleted.runs + deleted.outputs > 0) log.info(deleted, 'what was kept long enough is deleted')
  })

  const judge = async (): Promise<void> => {
    const ended = await store.alerts.judgeEnded()
    for (const run of ended) metrics.count(run)
    if (ended.length === 0) return
    jobs.wake()
    await judge()
  }
  const byClock = async (): Promise<void> => {
    await store.alerts.judgeByClock()
    await jobs.sendOnce('retention', { due: new Date().toISOString() }, RETENTION_EVERY_SECONDS)
  }

  const stopping = new AbortController()
  const every = async (ms: number, what: string, work: () => Promise<void>): Promise<void> => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => log.error({ err: error }, `${what} failed`))
      await delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const loops = [every(JUDGE_EVERY_MS, 'judging ended runs', judge), every(CLOCK_EVERY_MS, 'looking at the clock', byClock)]

  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
      await jobs.stop()
    },
  }
}
