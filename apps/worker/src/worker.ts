import { EnginePool } from '@sluice/runtime'
import { migrate, openStore, type ClaimedRun } from '@sluice/store'
import { hostname } from 'node:os'
import { type Logger } from 'pino'
import { removeLeftovers } from './clean-up.ts'
import { type WorkerConfig } from './config.ts'
import { perform } from './perform.ts'

/** A worker that takes runs from the queue. */
export interface RunningWorker {
  /** Takes no more runs, lets those at work end for a moment, then ends them as cancelled. */
  readonly stop: () => Promise<void>
}

const LOOK_EVERY_MS = 3_000

/** Starts taking runs: woken by notifications, and by looking every few seconds in case one was missed. */
export async function startWorker(config: WorkerConfig, log: Logger): Promise<RunningWorker> {
  await migrate(config.databaseUrl)
  const store = await openStore(config.databaseUrl, { key: config.key })
  const pool = new EnginePool({ max: config.runs, warm: 1, entry: entryOf(config.engineEntry) })
  const notifications = await store.listen()
  const name = `${hostname()}:${process.pid}`
  const active = new Map<string, { abort: AbortController; done: Promise<void> }>()
  let stopping = false
  let claiming = false
  let wanted = false

  const begin = (run: ClaimedRun): void => {
    const abort = new AbortController()
    const done = perform({ config, store, pool, log }, run, abort).then(() => {
      active.delete(run.runId)
      look()
    })
    active.set(run.runId, { abort, done })
  }

  // Asked anew each time: a signal may come while a claim is under way.
  const isOpen = (): boolean => !stopping

  const claimAll = async (): Promise<void> => {
    while (wanted && isOpen()) {
      wanted = false
      while (isOpen() && active.size < config.runs) {
        const run = await store.queue.claim(name)
        if (run === undefined) break
        begin(run)
      }
    }
  }

  const look = (): void => {
    wanted = true
    if (claiming || stopping) return
    claiming = true
    claimAll()
      .catch((error: unknown) => log.error({ err: error }, 'taking runs failed'))
      .finally(() => {
        claiming = false
        // Woken in the moment between the last look and here.
        if (wanted) look()
      })
  }

  const sweep = (): void => {
    store.queue
      .failLost()
      .then((ids) => {
        if (ids.length === 0) return undefined
        log.info({ runs: ids }, 'runs of lost workers ended')
        return removeLeftovers(store, config.data)
      })
      .catch((error: unknown) => log.error({ err: error }, 'looking for lost runs failed'))
    look()
  }

  notifications.on('sluice_queue', look)
  notifications.on('sluice_cancel', (id) => active.get(id)?.abort.abort())
  await removeLeftovers(store, config.data)
  sweep()
  const timer = setInterval(sweep, LOOK_EVERY_MS)

  return {
    stop: async () => {
      stopping = true
      clearInterval(timer)
      const ended = Promise.all([...active.values()].map(({ done }) => done))
      const drain = setTimeout(() => {
        for (const { abort } of active.values()) abort.abort('worker-stopped')
      }, config.drainMs)
      await ended
      clearTimeout(drain)
      await Promise.all([notifications.close(), pool.close()])
      await store.close()
    },
  }
}

function entryOf(file: string | undefined) {
  if (file === undefined) return undefined
  return { file, execArgv: file.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : ['--enable-source-maps'] }
}
