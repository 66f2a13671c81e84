const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** Longest interval, in seconds: 366 days. */
export const LONGEST_INTERVAL = 366 * 86_400

/** Seconds of an interval as it is written (`15m`); NaN when it is none. */
export function readInterval(text: string): number {
  const [, count, unit = ''] = /^(\d{1,9}(?:\.\d{1,9})?)([smhd])$/.exec(text.trim()) ?? []
  return count === undefined ? Number.NaN : Number(count) * UNITS[unit]!
}
