const EVERY_MS = 50

/** Resident memory of this process in MB. */
export const residentMb = (): number => Math.round(process.memoryUsage.rss() / 1_048_576)

/** Calls `over` once when the process holds more than the limit. Returns the way to stop watching. */
export function watchMemory(limitMb: number, over: (rssMb: number) => void): () => void {
  const timer = setInterval(() => {
    const rss = residentMb()
    if (rss <= limitMb) return
    clearInterval(timer)
    over(rss)
  }, EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
