import { useEffect, useState } from 'react'
import { isOver, type LiveRun } from '../api/fold-run-event.ts'

/** The clock of the browser in milliseconds, moving while the run does, every `everyMs`. */
export function useNow(isRunning: boolean, everyMs = 500): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [isRunning, everyMs])
  return now
}

/** The milliseconds since a run started, counted on while it runs. */
export function useElapsed(run: LiveRun): number | undefined {
  const running = !isOver(run.status)
  const now = useNow(running)
  if (run.durationMs !== null) return run.durationMs
  return run.startedAt === null || !running ? undefined : Math.max(0, now - new Date(run.startedAt).getTime())
}
