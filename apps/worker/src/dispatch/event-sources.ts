import { type Notifications, type Store } from '@sluice/store'
import { type Logger } from 'pino'
import { FileWatch } from './file-watch.ts'

const EVERY_MS = 1_000

/** What finds events that nobody sends: new files and runs that ended. Any number of workers may look. */
export function startEventSources(store: Store, notifications: Notifications, data: string, log: Logger): { stop: () => Promise<void> } {
  const files = new FileWatch(store, data, log)
  let looking: Promise<void> | undefined
  let again = false

  const lookOnce = async (): Promise<void> => {
    await files.look(Date.now())
    await store.triggers.takeFlowEnds()
    await store.triggers.enqueueEvents()
  }
  const look = (): void => {
    again = true
    looking ??= run()
      .catch((error: unknown) => log.error({ err: error }, 'looking for new files and ended runs failed'))
      .finally(() => (looking = undefined))
  }
  // Asked anew each time: an event may come while one look is under way.
  const isWanted = (): boolean => again
  const run = async (): Promise<void> => {
    while (isWanted()) {
      again = false
      await lookOnce()
    }
  }
  const timer = setInterval(look, EVERY_MS)
  const off = notifications.on('sluice_event', look)
  return {
    stop: async () => {
      clearInterval(timer)
      off()
      again = false
      await looking
    },
  }
}
