import { setTimeout as delay } from 'node:timers/promises'
import PgBoss from 'pg-boss'
import { type Transaction } from '../database/connect.ts'
import { JOBS_SCHEMA, type JobData, type QueueName } from './queues.ts'

/** A job that somebody has to do now. */
export interface Job<N extends QueueName> {
  readonly id: string
  readonly data: JobData[N]
  /** Nobody tries again after this. */
  readonly last: boolean
}

/** Jobs around the runs, done by any server: at least once each, tried again as their queue says. */
export interface Jobs {
  /** Does the jobs of a queue; a handler that throws has failed. */
  readonly work: <N extends QueueName>(name: N, handle: (job: Job<N>) => Promise<void>) => void
  /** Looks for jobs at once. */
  readonly wake: () => void
  /** Sends a job that exists once in so many seconds, whoever sends it. */
  readonly sendOnce: <N extends QueueName>(name: N, data: JobData[N], seconds: number) => Promise<void>
  /** Lets the jobs that are being done end. */
  readonly stop: () => Promise<void>
}

const POLL_MS = 2_000
const AT_ONCE = 10

/** Sends a job in a transaction: it exists when, and only when, that is committed. */
export async function sendJob<N extends QueueName>(tx: Transaction, name: N, data: JobData[N]): Promise<void> {
  const db = {
    executeSql: async (text: string, values: unknown[] = []) => ({ rows: await tx.$queryRawUnsafe<object[]>(text, ...values) }),
  }
  await new PgBoss({ db, schema: JOBS_SCHEMA, migrate: false, supervise: false, schedule: false }).send(name, data)
}

/**
 * Opens the job queue on a database that was migrated for it. We fetch, complete and fail by ourselves: the library's own
 * workers neither wait for the writing of a result nor hear of its failure, so that a database that goes away would end the process.
 */
export async function openJobs(databaseUrl: string, onError: (error: unknown) => void): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: JOBS_SCHEMA, max: 2, migrate: false, schedule: false, application_name: 'sluice jobs' }) // prettier-ignore
  boss.on('error', onError)
  await boss.start()
  const stopping = new AbortController()
  const loops: Promise<void>[] = []
  let rest = new AbortController()

  const perform = async <N extends QueueName>(name: N, job: PgBoss.JobWithMetadata<JobData[N]>, handle: (job: Job<N>) => Promise<void>) => {
    try {
      await handle({ id: job.id, data: job.data, last: job.retryCount >= job.retryLimit })
      await boss.complete(name, job.id)
    } catch (error) {
      onError(error)
      // A result that can't be written is told again: the job expires, and somebody does it once more.
      await boss.fail(name, job.id, { reason: error instanceof Error ? error.message : String(error) }).catch(onError)
    }
  }

  const loop = async <N extends QueueName>(name: N, handle: (job: Job<N>) => Promise<void>): Promise<void> => {
    while (!stopping.signal.aborted) {
      const jobs = await boss.fetch<JobData[N]>(name, { batchSize: AT_ONCE, includeMetadata: true }).catch((error: unknown) => {
        onError(error)
        return []
      })
      await Promise.all(jobs.map((job) => perform(name, job, handle)))
      if (jobs.length === 0)
        await delay(POLL_MS, undefined, { signal: AbortSignal.any([stopping.signal, rest.signal]) }).catch(() => undefined)
    }
  }

  return {
    work: (name, handle) => void loops.push(loop(name, handle)),
    wake: () => {
      rest.abort()
      rest = new AbortController()
    },
    sendOnce: async (name, data, seconds) => {
      await boss.send(name, data, { singletonKey: name, singletonSeconds: seconds })
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
      await boss.stop({ graceful: false })
    },
  }
}
