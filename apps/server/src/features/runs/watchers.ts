import { type Notifications } from '@sluice/store'

/** Wakes whoever watches a run when something new was committed about it. */
export interface RunWatchers {
  readonly watch: (runId: string, wake: () => void) => () => void
  /** How many watch. */
  readonly count: () => number
}

/** One subscription for the process, shared by all open streams. */
export function runWatchers(notifications: Notifications): RunWatchers {
  const watching = new Map<string, Set<() => void>>()
  notifications.on('sluice_run', (id) => {
    // An empty id says that notifications may have been missed.
    const sets = id === '' ? [...watching.values()] : [watching.get(id)]
    for (const set of sets) for (const wake of set ?? []) wake()
  })
  return {
    watch: (runId, wake) => {
      const set = watching.get(runId) ?? new Set()
      watching.set(runId, set.add(wake))
      return () => {
        set.delete(wake)
        // Called twice, it must not take away those who came after.
        if (set.size === 0 && watching.get(runId) === set) watching.delete(runId)
      }
    },
    count: () => [...watching.values()].reduce((sum, set) => sum + set.size, 0),
  }
}
