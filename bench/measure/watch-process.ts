import { readFileSync } from 'node:fs'

const EVERY_MS = 20
/** The unit of processor times in /proc on Linux. */
const TICK_MS = 10

export interface Usage {
  /** The most that the process has ever held. */
  readonly peakMb: number
  /** Processor time of all its threads. Less disturbed by other programs than the clock. */
  readonly cpuMs: number
}

/** As Linux keeps it; undefined where there is no /proc or no such process. */
function usageOf(pid: number): Usage | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // Behind the name in parentheses, which may hold anything: state is the first field, utime and stime the 12th and 13th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return { peakMb: Math.round(Number(kilobytes ?? 0) / 1_024), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS }
  } catch {
    return undefined
  }
}

/** Watches processes from now on; the result is of the one that worked most. */
export function watchProcesses(pids: () => readonly number[]): () => Usage {
  const before = new Map<number, number>()
  const last = new Map<number, Usage>()
  const look = (): void => {
    for (const pid of pids()) {
      const usage = usageOf(pid)
      if (usage === undefined) continue
      if (!before.has(pid)) before.set(pid, usage.cpuMs)
      last.set(pid, { ...usage, cpuMs: usage.cpuMs - (before.get(pid) ?? 0) })
    }
  }
  look()
  const timer = setInterval(look, EVERY_MS)
  return () => {
    clearInterval(timer)
    look()
    return [...last.values()].sort((a, b) => b.cpuMs - a.cpuMs)[0] ?? { peakMb: 0, cpuMs: 0 }
  }
}
