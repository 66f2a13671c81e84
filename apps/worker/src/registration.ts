import { FLOW_VERSION } from '@sluice/flow'
import { VERSION } from '@sluice/program'
import { StoreError, type Store } from '@sluice/store'
import { hostname } from 'node:os'
import { type Logger } from 'pino'
import { type WorkerConfig } from './config.ts'

/** A worker that is known to the others. */
export interface Registration {
  /** False once the worker may take nothing more: it was told to leave, the database is newer than its program, or its name was taken. */
  readonly mayTake: () => boolean
  /** Tells that it takes nothing more, but still has runs. */
  readonly drain: () => Promise<void>
  readonly leave: () => Promise<void>
}

const BEAT_EVERY_MS = 5_000

/** Enters the worker and keeps telling that it lives. Refuses a name that a living worker has (`worker-name-taken`). */
export async function register(store: Store, { name, runs, memoryMb }: WorkerConfig, log: Logger): Promise<Registration> {
  const { workers, newerMigration } = store.queue
  const facts = { id: name, host: hostname(), pid: process.pid, version: VERSION, runs, memoryMb, documentVersion: FLOW_VERSION }
  let draining = false

  const stopTaking = (reason: object, message: string): void => {
    if (!draining) log.error(reason, message)
    draining = true
  }

  const beat = async (): Promise<void> => {
    const migration = await newerMigration()
    if (migration !== undefined) stopTaking({ migration }, 'the database is newer than this program: no more runs are taken')
    // Silent for too long, e.g. suspended: the others took this worker for gone.
    if (!(await workers.beat(name, draining))) await workers.enter(facts)
  }

  const onTrouble = (error: unknown): void => {
    if (error instanceof StoreError && error.code === 'worker-name-taken')
      stopTaking({ worker: name }, 'another worker has this name now: no more runs are taken') // prettier-ignore
    else log.warn({ err: error }, 'telling that this worker lives failed')
  }

  await workers.enter(facts)
  const timer = setInterval(() => void beat().catch(onTrouble), BEAT_EVERY_MS)

  return {
    mayTake: () => !draining,
    drain: async () => {
      draining = true
      await workers.beat(name, true).catch(onTrouble)
    },
    leave: async () => {
      clearInterval(timer)
      await workers.leave(facts).catch(onTrouble)
    },
  }
}
