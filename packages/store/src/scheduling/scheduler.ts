import { type Database } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { newerMigration } from '../database/migrate.ts'
import { type Notifications } from '../database/notifications.ts'
import { behind, databaseClock, type Clock } from './clock.ts'
import { endBackfills, fireDue, ScheduleFailure } from './fire.ts'
import { nextLook } from './next-look.ts'
import { pullBack } from './pull-back.ts'
import { SetAside } from './set-aside.ts'

/** A scheduler that fires what is due. Any number of them may run on one database. */
export interface RunningScheduler {
  /** Fires nothing more; resolves when what was under way is committed. */
  readonly stop: () => Promise<void>
}

export interface SchedulerOptions {
  /** Milliseconds that this one lets others go first: while another lives, it finds nothing to do. None unless told otherwise. */
  readonly standBy?: number
  /** The database's clock unless told otherwise. */
  readonly clock?: Clock
  readonly onError?: (error: unknown) => void
}

/** Schedules that one transaction looks after. */
const AT_ONCE = 20
/** Milliseconds between two looks at most, for what no notification told. */
const LONGEST_PAUSE_MS = 5_000
/** The same while something waits for a run to end. */
const BLOCKED_PAUSE_MS = 1_000
/** Milliseconds between two looks at least: what is due may be held by another scheduler at this moment. */
const SHORTEST_PAUSE_MS = 20
/** The clock has gone back when it is earlier than it was by so many milliseconds. */
const BACK_MS = 1_000
/** How soon a change of some run is looked at; they come many at a time. */
const RUN_PAUSE_MS = 50

/**
 * Starts a scheduler, which ends when a newer program has migrated the database (`database-newer`). It wakes at the next due time,
 * when schedules or runs change, and every few seconds; its timers only decide when to look, the clock of the database decides what
 * is due.
 */
export function startScheduler(db: Database, notifications: Notifications, options: SchedulerOptions = {}): RunningScheduler {
  const { standBy = 0, onError = () => undefined } = options
  const clock = behind(options.clock ?? databaseClock, standBy)
  const setAside = new SetAside()
  let stopped = false
  let blocked = false
  let wanted = false
  let soon = false
  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  /** When it looked last; before the first look anything may be wrong. */
  let seen = Number.POSITIVE_INFINITY
  const isOpen = (): boolean => !stopped

  /** Tables that a newer program has changed are no business of this one: it ends. */
  const mayFire = async (): Promise<boolean> => {
    const migration = isOpen() ? await newerMigration(db) : undefined
    if (migration === undefined || !isOpen()) return isOpen()
    end()
    onError(new StoreError('database-newer', { migration }))
    return false
  }

  const fireAll = async (): Promise<void> => {
    for (let more = true; more && (await mayFire());) {
      try {
        const fired = await fireDue(db, clock, AT_ONCE, setAside.ids(performance.now()))
        setAside.fired(fired)
        more = fired.length > 0
      } catch (error) {
        if (!(error instanceof ScheduleFailure)) throw error
        setAside.failed(error.scheduleId, performance.now())
        onError(error)
      }
    }
  }

  /** Looks once; gives the milliseconds until the next time. */
  const look = async (): Promise<number> => {
    await fireAll()
    if (!isOpen()) return LONGEST_PAUSE_MS
    if (blocked) await endBackfills(db)
    let next = await nextLook(db, clock)
    if (next.now.getTime() < seen - BACK_MS && (await pullBack(db, clock)) > 0) next = await nextLook(db, clock)
    seen = next.now.getTime()
    blocked = next.blocked
    return Math.min(Math.max(next.inMs ?? LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS), blocked ? BLOCKED_PAUSE_MS : LONGEST_PAUSE_MS)
  }

  const wakeIn = (ms: number): void => {
    clearTimeout(timer)
    if (isOpen()) timer = setTimeout(wake, ms)
  }

  const wake = (): void => {
    wanted = true
    if (looking !== undefined || stopped) return
    wanted = false
    soon = false
    looking = look()
      .catch((error: unknown) => {
        if (isOpen()) onError(error)
        return BLOCKED_PAUSE_MS
      })
      .then((ms) => {
        looking = undefined
        wakeIn(wanted ? 0 : ms)
      })
  }

  const unsubscribe = [
    notifications.on('sluice_schedule', wake),
    // Runs change all the time; they matter while something waits for one to end.
    notifications.on('sluice_run', () => {
      if (!blocked || soon || looking !== undefined) return
      soon = true
      wakeIn(RUN_PAUSE_MS)
    }),
  ]
  const end = (): void => {
    stopped = true
    clearTimeout(timer)
    for (const off of unsubscribe) off()
  }
  wake()

  return {
    stop: async () => {
      end()
      await looking
    },
  }
}
