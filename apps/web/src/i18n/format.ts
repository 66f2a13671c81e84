const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()

function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
  is: (made: unknown) => made is T,
): T {
  const found = cache.get(key)
  if (is(found)) return found
  const made = make()
  cache.set(key, made)
  return made
}

const isNumberFormat = (made: unknown): made is Intl.NumberFormat => made instanceof Intl.NumberFormat
const isDateFormat = (made: unknown): made is Intl.DateTimeFormat => made instanceof Intl.DateTimeFormat
const isRelativeFormat = (made: unknown): made is Intl.RelativeTimeFormat => made instanceof Intl.RelativeTimeFormat

const numbers = (language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  cached(`n ${language} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(language, options), isNumberFormat)

export const formatNumber = (language: string, value: number): string => numbers(language, { maximumFractionDigits: 2 }).format(value)

/** Large numbers in short: 18.4M, 1840万. */
export const formatCompact = (language: string, value: number): string =>
  numbers(language, value < 100_000 ? {} : { notation: 'compact', maximumFractionDigits: 1 }).format(value)

/** A share of 1; tells "not quite all" and "not quite none" from all and none. */
export function formatPercent(language: string, share: number): string {
  const digits = share > 0 && share < 0.001 ? 0.001 : share < 1 && share > 0.999 ? 0.999 : share
  return numbers(language, { style: 'percent', maximumFractionDigits: digits > 0 && digits < 1 ? 1 : 0 }).format(digits)
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Bytes in the decimal unit that fits. */
export function formatBytes(language: string, bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return numbers(language, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power)
}

/** A duration with at most two units: 85ms, 3.2s, 2m 5s, 1h 4m. */
export function formatDuration(language: string, ms: number): string {
  const unit = (value: number, name: string, digits = 0): string =>
    numbers(language, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: digits }).format(value)
  if (ms < 1_000) return unit(Math.round(ms), 'millisecond')
  if (ms < 59_950) return unit(ms / 1_000, 'second', 1)
  const seconds = Math.round(ms / 1_000)
  const [large, small, factor] = seconds < 3_600 ? (['minute', 'second', 60] as const) : (['hour', 'minute', 3_600] as const)
  const rest = Math.floor((seconds % factor) / (factor / 60))
  return rest === 0 ? unit(Math.floor(seconds / factor), large) : `${unit(Math.floor(seconds / factor), large)} ${unit(rest, small)}`
}

/** An instant in the viewer's zone, by a clock of 24 hours like all times here. */
export const formatInstant = (language: string, iso: string, zone?: string): string =>
  cached(
    `d ${language} ${zone ?? ''}`,
    () =>
      new Intl.DateTimeFormat(language, {
        dateStyle: 'medium',
        timeStyle: 'short',
        hourCycle: 'h23',
        ...(zone === undefined ? {} : { timeZone: zone }),
      }),
    isDateFormat,
  ).format(new Date(iso))

/** The time of day of an instant, to the second, in the viewer's zone. */
export const formatClock = (language: string, iso: string, zone?: string): string =>
  cached(
    `c ${language} ${zone ?? ''}`,
    () => new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23', ...(zone === undefined ? {} : { timeZone: zone }) }),
    isDateFormat,
  ).format(new Date(iso))

const STEPS = [['second', 60], ['minute', 60], ['hour', 24], ['day', 7]] as const // prettier-ignore

/** How long ago, up to a week; older instants are shown as such. */
export function formatAgo(language: string, iso: string, now: number, zone?: string): string {
  const format = cached(`r ${language}`, () => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }), isRelativeFormat)
  let value = (new Date(iso).getTime() - now) / 1_000
  if (Math.abs(value) < 10) return format.format(0, 'second')
  for (const [unit, size] of STEPS) {
    if (Math.abs(Math.round(value)) < size) return format.format(Math.round(value), unit)
    value /= size
  }
  return formatInstant(language, iso, zone)
}
