import { StoreError } from '@sluice/store'
import { setTimeout as delay } from 'node:timers/promises'

const LONGEST_PAUSE_MS = 2_000

/** Tries a write until it is committed: the database may be starting again. Gives up only when the run was taken away. */
export async function untilWritten<T>(write: () => Promise<T>, giveUpAfterMs = 60_000): Promise<T> {
  const until = Date.now() + giveUpAfterMs
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await write()
    } catch (error) {
      if (error instanceof StoreError || Date.now() > until) throw error
      await delay(pauseMs)
    }
  }
}
