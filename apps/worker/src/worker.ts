import { EnginePool, entryOf } from '@sluice/runtime'
import { checkDataFolder, migrate, openStore, type ClaimedRun } from '@sluice/store'
import { type Logger } from 'pino'
import { AtWork } from './at-work.ts'
import { removeLeftovers } from './clean-up.ts'
import { type WorkerConfig } from './config.ts'
import { startDispatcher } from './dispatch/dispatcher.ts'
import { perform } from './perform.ts'
import { register } from './registration.ts'

/** A worker that takes runs from the queue. */
export interface RunningWorker {
  readonly name: string
  /** Takes no more runs, lets those at work end for a while or until it is in a hurry, then hands them back to the queue. */
  readonly stop: (hurry?: AbortSignal) => Promise<void>
}

const LOOK_EVERY_MS = 1_500
const STAND_BY_MS = 2_000
/** Nothing that a worker asks takes longer, and a connection whose other end has vanished must not keep a run standing still. */
const ANSWER_MS = 30_000
const CLEAN_EVERY_MS = 60 * 60 * 1_000

/** Starts taking runs: woken by notifications, and by looking every few seconds in case one was missed. */
export async function startWorker(config: WorkerConfig, log: Logger): Promise<RunningWorker> {
  const { name } = config
  await migrate(config.databaseUrl)
  await checkDataFolder(config.databaseUrl, config.data)
  const store = await openStore(config.databaseUrl, { key: config.key, answerMs: ANSWER_MS })
  const registration = await register(store, config, log).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const pool = new EnginePool({ max: config.runs, warm: 1, entry: entryOf(config.engineEntry) })
  const notifications = await store.listen()
  const atWork = new AtWork(config)
  const claim = store.queue.claimer(name)
  const dispatcher = config.warmRuns > 0 ? startDispatcher({ config, store, notifications, log, mayTake: registration.mayTake }) : undefined
  let claims: Promise<void> | undefined
  let wanted = false

  const begin = (run: ClaimedRun): void => {
    const { runId, flowId, workspaceId, attempt } = run
    const runLog = log.child({ run: runId, flow: flowId, workspace: workspaceId, attempt })
    void atWork.begin(run, (abort) => perform({ config, store, pool, log: runLog }, run, abort)).then(look)
  }

  const claimAll = async (): Promise<void> => {
    while (wanted && registration.mayTake()) {
      wanted = false
      for (let room = atWork.room; room !== undefined && registration.mayTake(); room = atWork.room) {
        const run = await claim(room)
        if (run === undefined) break
        begin(run)
      }
    }
  }

  const look = (): void => {
    wanted = true
    if (claims !== undefined || !registration.mayTake()) return
    claims = claimAll()
      .catch((error: unknown) => log.error({ err: error }, 'taking runs failed'))
      .finally(() => {
        claims = undefined
        // Woken in the moment between the last look and here.
        if (wanted) look()
      })
  }

  const sweep = (): void => {
    Promise.all([store.queue.recoverLost(), store.queue.endTooLarge()])
      .then(([lost, tooLarge]) => {
        if (tooLarge.length > 0) log.info({ runs: tooLarge }, 'runs that no worker is large enough for ended')
        if (lost.length === 0) return undefined
        log.info({ runs: lost }, 'runs of lost workers ended')
        return removeLeftovers(store, config.data)
      })
      .catch((error: unknown) => log.error({ err: error }, 'looking for lost runs failed'))
    look()
  }

  notifications.on('sluice_queue', look)
  notifications.on('sluice_cancel', (id) => {
    void atWork.cancel(id)
    dispatcher?.cancel(id)
  })
  await removeLeftovers(store, config.data)
  sweep()
  // Servers fire schedules; this one does while none of them lives.
  const scheduler = store.startScheduler(notifications, {
    standBy: STAND_BY_MS,
    onError: (error) => log.error({ err: error }, 'firing schedules failed'),
  })
  const timer = setInterval(sweep, LOOK_EVERY_MS)
  const cleaning = setInterval(() => {
    removeLeftovers(store, config.data).catch((error: unknown) => log.error({ err: error }, 'removing what is left over failed'))
  }, CLEAN_EVERY_MS)

  return {
    name,
    stop: async (hurry = new AbortController().signal) => {
      clearInterval(timer)
      clearInterval(cleaning)
      await scheduler.stop()
      await registration.drain()
      await claims
      await Promise.all([atWork.drain(config.drainMs, hurry), dispatcher?.stop(config.drainMs, hurry)])
      await Promise.all([registration.leave(), notifications.close(), pool.close()])
      await store.close()
    },
  }
}
