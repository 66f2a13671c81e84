const MINUTE = 60_000

const YEAR_DIGITS = 4

/** The clock of a zone at an instant, as `2026-03-29T02:30`, the way an input of date and time takes it: the year has four digits. */
export function clockIn(zone: string, iso: string): string {
  const format = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const [year = '', ...rest] = format.format(new Date(iso)).replace(' ', 'T').split('-')
  return [year.padStart(YEAR_DIGITS, '0'), ...rest].join('-').slice(0, 16)
}

/**
 * The instant at which the clocks of a zone show a time; undefined for a text that is no time. A time that comes twice is the
 * first of both; one that does not exist is as much later as the clocks go forward.
 */
export function instantOf(zone: string, clock: string): string | undefined {
  const wanted = Date.parse(`${clock}Z`)
  if (Number.isNaN(wanted)) return undefined
  const shown = (instant: number): number => Date.parse(`${clockIn(zone, new Date(instant).toISOString())}Z`)
  // The offset before and after a change of clocks: the earlier instant is the one that is meant.
  const offsets = [-1_440, 1_440].map((minutes) => shown(wanted + minutes * MINUTE) - (wanted + minutes * MINUTE))
  const candidates = offsets.map((offset) => wanted - offset).sort((a, b) => a - b)
  const exact = candidates.find((instant) => shown(instant) === wanted)
  return new Date(exact ?? candidates[1] ?? wanted).toISOString()
}
