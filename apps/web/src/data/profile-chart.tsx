import { Tooltip } from '@mantine/core'
import type { ColumnProfileDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import classes from './grid.module.css'

interface Props {
  readonly profile: ColumnProfileDto
  readonly total: number
  readonly onFilterValue: ((value: string | null) => void) | undefined
}

function Histogram({ profile }: { readonly profile: ColumnProfileDto }) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const highest = Math.max(1, ...profile.histogram.map((bucket) => bucket.count))
  return (
    <Tooltip label={t('range', { from: profile.min ?? '', to: profile.max ?? '' })}>
      <svg
        className={classes['histogram']}
        viewBox={`0 0 ${profile.histogram.length * 10} 22`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('range', { from: profile.min ?? '', to: profile.max ?? '' })}
      >
        {profile.histogram.map((bucket, index) => {
          const height = bucket.count === 0 ? 0 : Math.max(1, (22 * bucket.count) / highest)
          return (
            <rect key={index} x={index * 10} width="9" y={22 - height} height={height}>
              <title>{t('bucket', { from: bucket.from, to: bucket.to, count: bucket.count, shown: format.number(bucket.count) })}</title>
            </rect>
          )
        })}
      </svg>
    </Tooltip>
  )
}

function TopValue({
  value,
  share,
  label,
  onFilter,
}: {
  readonly value: string
  readonly share: number
  readonly label: string
  readonly onFilter: (() => void) | undefined
}) {
  const content = (
    <>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
        <rect width={Math.max(3, 100 * share)} height="8" />
      </svg>
      <span>{value}</span>
    </>
  )
  return (
    <Tooltip label={label}>
      {onFilter === undefined ? (
        <div className={classes['top']}>{content}</div>
      ) : (
        <button type="button" className={classes['top']} onClick={onFilter} aria-label={label}>
          {content}
        </button>
      )}
    </Tooltip>
  )
}

/** How the values of a column are spread: a histogram of numbers and dates, the most frequent of the others. */
export function ProfileChart({ profile, total, onFilterValue }: Props) {
  const { t } = useTranslation('data')
  const format = useFormat()
  if (profile.histogram.length > 1) return <Histogram profile={profile} />
  const present = total - profile.missing
  if (present > 1 && profile.distinct >= present) return <div className={classes['note']}>{t('unique')}</div>
  const top = profile.top.filter((entry) => entry.value !== null).slice(0, 2)
  return (
    <div className={classes['tops']}>
      {top.map((entry) => {
        const value = entry.value ?? ''
        const shown = value === '' ? t('emptyText') : value
        const label = t('topValue', { value: shown.slice(0, 200), count: entry.count, shown: format.number(entry.count) })
        return (
          <TopValue
            key={value}
            value={shown}
            share={entry.count / Math.max(1, top[0]?.count ?? 1)}
            label={label}
            onFilter={onFilterValue && (() => onFilterValue(entry.value))}
          />
        )
      })}
    </div>
  )
}
