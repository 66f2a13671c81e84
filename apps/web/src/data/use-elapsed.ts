import { useEffect, useState } from 'react'
import { isOver, type LiveRun } from '../api/fold-run-event.ts'

/** The clock of the browser in milliseconds, moving while the run does. */
export function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}

/** The milliseconds since a run started, counted on while it runs. */
export function useElapsed(run: LiveRun): number | undefined {
  const running = !isOver(run.status)
  const now = useNow(running)
  if (run.durationMs !== null) return run.durationMs
  return run.startedAt === null || !running ? undefined : Math.max(0, now - new Date(run.startedAt).getTime())
}
