const PARENT_WATCH_MS = 500

/** Who tells to stop: a person, who waits for it, or a program, which lets runs end. */
export type StopWord = 'person' | 'program'

/** A wait for the word to stop. */
export interface StopSignal {
  /** Resolves on Ctrl-C, SIGTERM or SIGHUP, and when the program that started this one is gone (a killed npm). */
  readonly told: Promise<StopWord>
  /** Raised by a further signal. */
  readonly again: AbortSignal
  /** Ends the wait, so that a start that failed can end. */
  readonly forget: () => void
}

export function listenForStop(): StopSignal {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const parent = process.ppid
  const again = new AbortController()
  let watch: NodeJS.Timeout | undefined
  let forget = (): void => undefined
  const told = new Promise<StopWord>((resolve) => {
    let isTold = false
    const stop = (word: StopWord): void => {
      clearInterval(watch)
      if (isTold) again.abort()
      isTold = true
      resolve(word)
    }
    const hear = (signal: NodeJS.Signals): void => stop(signal === 'SIGTERM' ? 'program' : 'person')
    watch = setInterval(() => {
      if (process.ppid !== parent) stop('person')
    }, PARENT_WATCH_MS)
    for (const name of names) process.on(name, hear)
    forget = () => {
      clearInterval(watch)
      for (const name of names) process.off(name, hear)
    }
  })
  return { told, again: again.signal, forget: () => forget() }
}
