const PARENT_WATCH_MS = 500

/** Resolves on Ctrl-C, SIGTERM or SIGHUP, and when the program that started this one is gone (a killed npm). */
export function untilToldToStop(): Promise<void> {
  const parent = process.ppid
  return new Promise((resolve) => {
    const stop = (): void => {
      clearInterval(watch)
      resolve()
    }
    const watch = setInterval(() => {
      if (process.ppid !== parent) stop()
    }, PARENT_WATCH_MS)
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  })
}
