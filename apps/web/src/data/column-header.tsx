import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { ProfileChart } from './profile-chart.tsx'
import type { GridColumn } from './types.ts'
import classes from './grid.module.css'

interface Props {
  readonly column: GridColumn
  /** Rows that the profile is of. */
  readonly total: number
  readonly onFilterValue?: (value: string | null) => void
  readonly onSelect?: () => void
}

/** The head of a column: name, type, share of missing values, and how the values are spread. */
export function ColumnHeader({ column, total, onFilterValue, onSelect }: Props) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const { profile } = column
  const missing = profile === undefined || total === 0 ? undefined : profile.missing / total
  const type = t(`types.${column.type.replace(/\(.*/, '')}`, { defaultValue: column.type })
  const facts = missing === undefined ? type : missing === 0 ? type : t('typeAndMissing', { type, share: format.percent(missing) })
  const hint =
    profile === undefined
      ? `${column.name} · ${column.type}`
      : t('columnHint', {
          name: column.name,
          type: column.type,
          distinct: format.number(profile.distinct),
          missing: format.number(profile.missing),
        })
  const name =
    onSelect === undefined ? (
      <span className={classes['name']}>{column.name}</span>
    ) : (
      <button type="button" className={classes['name']} onClick={onSelect}>
        {column.name}
      </button>
    )
  return (
    <>
      <Tooltip label={hint} multiline maw={360}>
        <div className={classes['headLine']}>
          {name}
          <span className={classes['type']}>{facts}</span>
        </div>
      </Tooltip>
      {profile !== undefined && missing !== undefined && (
        <>
          <svg className={classes['quality']} viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden>
            <rect className={classes['present']} width={100 * (1 - missing)} height="3" />
            <rect className={classes['absent']} x={100 * (1 - missing)} width={100 * missing} height="3" />
          </svg>
          <ProfileChart profile={profile} total={total} onFilterValue={onFilterValue} />
        </>
      )}
    </>
  )
}
