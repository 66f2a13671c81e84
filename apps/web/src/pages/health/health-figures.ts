import type { HealthFigures } from '@sluice/contract'

/** Of the runs that came to an end of their own, how many succeeded; null when there are none. Cancelled runs say nothing. */
export function successShare({ succeeded, withRejects, failed }: HealthFigures): number | null {
  const over = succeeded + withRejects + failed
  return over === 0 ? null : (succeeded + withRejects) / over
}

/** Rows of a run that succeeded, on average; null when they are not known. */
export const rowsPerRun = ({ counted }: HealthFigures, rows: number | null): number | null =>
  rows === null || counted === 0 ? null : Math.round(rows / counted)

/** True when nothing ended. */
export const isIdle = ({ succeeded, withRejects, failed, cancelled }: HealthFigures): boolean =>
  succeeded + withRejects + failed + cancelled === 0

/** Which buckets are named on the axis: every so many, so that at most `most` are, the last one among them. */
export function namedBuckets(count: number, most: number): ReadonlySet<number> {
  const step = Math.max(1, Math.ceil(count / most))
  return new Set(Array.from({ length: Math.ceil(count / step) }, (_none, i) => count - 1 - i * step))
}
