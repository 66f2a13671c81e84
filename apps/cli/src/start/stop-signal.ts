const PARENT_WATCH_MS = 500

/** A wait for the word to stop. */
export interface StopSignal {
  /** Resolves on Ctrl-C, SIGTERM or SIGHUP, and when the program that started this one is gone (a killed npm). */
  readonly told: Promise<void>
  /** Ends the wait, so that a start that failed can end. */
  readonly forget: () => void
}

export function listenForStop(): StopSignal {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const parent = process.ppid
  let watch: NodeJS.Timeout | undefined
  let forget = (): void => undefined
  const told = new Promise<void>((resolve) => {
    const stop = (): void => {
      clearInterval(watch)
      resolve()
    }
    watch = setInterval(() => {
      if (process.ppid !== parent) stop()
    }, PARENT_WATCH_MS)
    for (const name of names) process.on(name, stop)
    forget = () => {
      clearInterval(watch)
      for (const name of names) process.off(name, stop)
    }
  })
  return { told, forget: () => forget() }
}
