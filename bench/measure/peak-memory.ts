import { readFileSync } from 'node:fs'

const EVERY_MS = 20

/** The most that a process has ever held, in MB, as Linux keeps it; 0 where there is no /proc or no such process. */
function highWaterMb(pid: number): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kilobytes ?? 0) / 1_024)
  } catch {
    return 0
  }
}

/** Watches processes; the result is the sum of what each of them held at its peak, in MB. */
export function watchPeak(pids: () => readonly number[]): () => number {
  const peaks = new Map<number, number>()
  const look = (): void => {
    for (const pid of pids()) peaks.set(pid, Math.max(peaks.get(pid) ?? 0, highWaterMb(pid)))
  }
  const timer = setInterval(look, EVERY_MS)
  return () => {
    clearInterval(timer)
    look()
    return Math.max(0, ...peaks.values())
  }
}
