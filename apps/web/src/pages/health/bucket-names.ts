import type { HealthSpan } from '@sluice/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

const FULL: Readonly<Record<HealthSpan, Intl.DateTimeFormatOptions>> = {
  '24h': { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  '7d': { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  '30d': { weekday: 'short', day: 'numeric', month: 'short' },
}
const MARK: Readonly<Record<HealthSpan, Intl.DateTimeFormatOptions>> = {
  '24h': { hour: '2-digit', minute: '2-digit' },
  '7d': { day: 'numeric', month: 'short' },
  '30d': { day: 'numeric', month: 'short' },
}

/** What the buckets of a span are called by their beginning, in the viewer's zone: in full, and short on an axis. */
export function useBucketNames(span: HealthSpan): { readonly full: (iso: string) => string; readonly mark: (iso: string) => string } {
  const { i18n } = useTranslation()
  const language = i18n.resolvedLanguage ?? 'en'
  return useMemo(() => {
    const [full, mark] = [FULL, MARK].map((of) => new Intl.DateTimeFormat(language, { ...of[span], hourCycle: 'h23' }))
    return { full: (iso) => full?.format(new Date(iso)) ?? iso, mark: (iso) => mark?.format(new Date(iso)) ?? iso }
  }, [language, span])
}
