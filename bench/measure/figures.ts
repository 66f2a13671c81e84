import type { Measured } from './sql.ts'

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

/** One line of figures: the median, every single time, the processor time and the highest peak. */
export function figures(name: string, runs: readonly Measured[]): string {
  const single = runs.map((r) => (r.ms / 1_000).toFixed(2)).join(' ')
  return `${name.padEnd(24)} median ${seconds(median(runs.map((r) => r.ms)))}  [${single}]  cpu ${seconds(median(runs.map((r) => r.cpuMs)))}  peak ${Math.max(...runs.map((r) => r.peakMb))} MB`
}

/** How one compares with another, by the clock and by processor time. */
export const ratio = (a: readonly Measured[], b: readonly Measured[]): string =>
  `${(median(a.map((r) => r.ms)) / median(b.map((r) => r.ms))).toFixed(2)} (cpu ${(median(a.map((r) => r.cpuMs)) / median(b.map((r) => r.cpuMs))).toFixed(2)})`
