import { StoreError } from '@sluice/store'
import { setTimeout as delay } from 'node:timers/promises'

const LONGEST_PAUSE_MS = 2_000

/** The database was away for longer than a run waits for it: nobody knows what was written, and whoever holds the run next goes on. */
export class DatabaseAway extends Error {
  constructor(cause: unknown) {
    super('the database is away', { cause })
  }
}

/**
 * Tries until the database has answered: it may be starting again. Gives up when it refuses for a reason of ours, e.g. because
 * the run was taken away, and with `DatabaseAway` after a minute.
 */
export async function untilWritten<T>(write: () => Promise<T>, giveUpAfterMs = 60_000): Promise<T> {
  const until = Date.now() + giveUpAfterMs
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await write()
    } catch (error) {
      if (error instanceof StoreError) throw error
      if (Date.now() > until) throw new DatabaseAway(error)
      await delay(pauseMs)
    }
  }
}
