import type { Measured } from './sql.ts'

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

/** One line of figures: the median, every single time, and the highest peak. */
export function figures(name: string, runs: readonly Measured[]): string {
  const single = runs.map((r) => (r.ms / 1_000).toFixed(2)).join(' ')
  return `${name.padEnd(24)} median ${seconds(median(runs.map((r) => r.ms)))}  [${single}]  peak ${Math.max(...runs.map((r) => r.peakMb))} MB`
}
