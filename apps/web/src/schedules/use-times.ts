import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Moments with weekday and seconds, in any zone. */
export interface Times {
  /** The zone of who looks. */
  readonly zone: string
  readonly moment: (iso: string, zone?: string) => string
  readonly day: (iso: string) => string
  readonly time: (iso: string, zone?: string) => string
  /** The clocks of the zone show another time than those of who looks. */
  readonly differs: (zone: string, moments: readonly string[]) => boolean
}

/** The formats of the language that is on. */
export function useTimes(): Times {
  const { i18n } = useTranslation()
  const language = i18n.resolvedLanguage ?? 'en'
  return useMemo(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const formats = new Map<string, Intl.DateTimeFormat>()
    const format = (options: Intl.DateTimeFormatOptions, timeZone = zone): Intl.DateTimeFormat => {
      const key = JSON.stringify([options, timeZone])
      const made = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone, hourCycle: 'h23' })
      formats.set(key, made)
      return made
    }
    const moment = (iso: string, timeZone?: string): string =>
      format(
        { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', ...seconds(iso) },
        timeZone,
      ).format(new Date(iso))
    return {
      zone,
      moment,
      day: (iso) => format({ weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(iso)),
      time: (iso, timeZone) => format({ hour: '2-digit', minute: '2-digit', ...seconds(iso) }, timeZone).format(new Date(iso)),
      differs: (other, moments) => moments.some((iso) => moment(iso, other) !== moment(iso)),
    }
  }, [language])
}

/** Seconds are shown where there are some. */
const seconds = (iso: string): Intl.DateTimeFormatOptions => (/:00(\.\d+)?Z$/.test(iso) ? {} : { second: '2-digit' })
