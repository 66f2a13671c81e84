import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatAgo, formatBytes, formatClock, formatCompact, formatDuration, formatInstant, formatNumber, formatPercent } from './format.ts'

/** Numbers, sizes and times in the language that is on. */
export interface Format {
  readonly number: (value: number) => string
  readonly compact: (value: number) => string
  readonly percent: (share: number) => string
  readonly bytes: (bytes: number) => string
  readonly duration: (ms: number) => string
  readonly instant: (iso: string) => string
  readonly clock: (iso: string) => string
  readonly ago: (iso: string) => string
}

/** The formats of the language that is on; a component that uses them follows a switch of language. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const language = i18n.resolvedLanguage ?? 'en'
  return useMemo(
    () => ({
      number: (value) => formatNumber(language, value),
      compact: (value) => formatCompact(language, value),
      percent: (share) => formatPercent(language, share),
      bytes: (bytes) => formatBytes(language, bytes),
      duration: (ms) => formatDuration(language, ms),
      instant: (iso) => formatInstant(language, iso),
      clock: (iso) => formatClock(language, iso),
      ago: (iso) => formatAgo(language, iso, Date.now()),
    }),
    [language],
  )
}
