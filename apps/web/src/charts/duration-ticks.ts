const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Steps of clocks, in milliseconds; below and above them 1, 2 and 5 times powers of ten. */
const CLOCK = [1, 2, 5, 10, 15, 30].flatMap((n) => [n * SECOND, n * MINUTE]).concat([1, 2, 3, 6, 12, 24].map((n) => n * HOUR)).sort((a, b) => a - b) // prettier-ignore

function stepFor(least: number): number {
  const clock = CLOCK.find((step) => step >= least)
  if (least >= SECOND && clock !== undefined) return clock
  const unit = least < SECOND ? 1 : 24 * HOUR
  const power = 10 ** Math.floor(Math.log10(Math.max(least / unit, 1)))
  return [1, 2, 5, 10].map((n) => n * power * unit).find((step) => step >= least) ?? least
}

/** Round durations from 0 to the end, at most `most` after the 0, in milliseconds: where an axis of time is marked. */
export function durationTicks(totalMs: number, most: number): readonly number[] {
  if (!(totalMs > 0)) return [0]
  const step = stepFor(totalMs / most)
  const ticks = Array.from({ length: Math.floor(totalMs / step) + 1 }, (_none, index) => index * step)
  // Of a few marks the only round one may lie beyond the end.
  return ticks.length > 1 ? ticks : [0, totalMs]
}
