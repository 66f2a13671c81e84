import type { AlertCondition, AlertDto } from '@sluice/contract'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'

/** When a rule raises an alert, in one sentence. */
export function useConditionText(): (condition: AlertCondition) => string {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  return useCallback(
    (condition) => {
      switch (condition.kind) {
        case 'failed':
          if (condition.inARow === 1) return t('condition.failedOnce')
          return t('condition.failed', { count: condition.inARow, times: format.number(condition.inARow) })
        case 'rejected': {
          const limits = [
            ...(condition.rows === undefined ? [] : [t('condition.rows', { count: condition.rows, rows: format.number(condition.rows) })]),
            ...(condition.percent === undefined ? [] : [t('condition.percent', { percent: format.percent(condition.percent / 100) })]),
          ]
          return t('condition.rejected', { limits: limits.join(t('condition.or')) })
        }
        case 'duration': {
          const limits = [
            ...(condition.seconds === undefined ? [] : [format.duration(condition.seconds * 1_000)]),
            ...(condition.times === undefined ? [] : [t('condition.times', { times: format.number(condition.times) })]),
          ]
          return t('condition.duration', { limits: limits.join(t('condition.or')) })
        }
        case 'freshness':
          return t('condition.freshness', { duration: format.duration(condition.minutes * 60_000) })
        case 'queue':
          return t('condition.queue', { duration: format.duration(condition.minutes * 60_000) })
      }
    },
    [t, format],
  )
}

/** What an alert has seen, in one sentence. */
export function useDetailText(): (alert: AlertDto) => string {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  return useCallback(
    ({ kind, detail, problem }) => {
      const number = (name: string): number => Number(detail[name] ?? 0)
      switch (kind) {
        case 'failed': {
          const code = problem?.code ?? String(detail['code'] ?? '')
          if (code === '') return t('detail.failedUnknown')
          return t(`catalog:problems.${code}`, { ...problem?.params, defaultValue: t('detail.failed', { code }) })
        }
        case 'rejected':
          return t('detail.rejected', { count: number('rejected'), rejected: format.number(number('rejected')), percent: format.percent(number('percent') / 100) }) // prettier-ignore
        case 'duration': {
          const took = format.duration(number('durationMs'))
          return detail['usualMs'] === undefined
            ? t('detail.duration', { took })
            : t('detail.durationUsual', { took, usual: format.duration(number('usualMs')) })
        }
        case 'freshness':
          return t('detail.freshness', { at: format.instant(String(detail['since'] ?? '')) })
        case 'queue':
          return t('detail.queue', {
            count: number('waiting'),
            waiting: format.number(number('waiting')),
            ago: format.ago(String(detail['since'] ?? '')),
          })
      }
    },
    [t, format],
  )
}
