import { NumberInput } from '@mantine/core'
import type { RejectLimit } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import classes from './inspector.module.css'

interface Props {
  readonly of: 'node' | 'flow'
  readonly limit: RejectLimit | undefined
  /** No limit at all is `undefined`. */
  readonly onChange: (limit: RejectLimit | undefined) => void
  /** The person has left the field. */
  readonly onSettle: () => void
}

/** How many rows may be rejected before a run fails; an empty field is no limit. */
export function RejectLimitFields({ of, limit, onChange, onSettle }: Props) {
  const { t } = useTranslation('editor')
  const set = (change: RejectLimit): void => {
    const { rows, percent } = { ...limit, ...change }
    const next = { ...(rows === undefined ? {} : { rows }), ...(percent === undefined ? {} : { percent }) }
    onChange(rows === undefined && percent === undefined ? undefined : next)
  }
  const numberOf = (value: string | number): number | undefined => (typeof value === 'number' ? value : undefined)
  return (
    <section aria-label={t('rejectLimit')}>
      <h3>{t('rejectLimit')}</h3>
      <p className={classes['help']}>{t(of === 'node' ? 'rejectLimitHelpNode' : 'rejectLimitHelpFlow')}</p>
      <div className={classes['limits']}>
        <NumberInput
          label={t('rejectLimitRows')}
          placeholder={t('noLimit')}
          value={limit?.rows ?? ''}
          min={0}
          allowDecimal={false}
          clampBehavior="strict"
          onBlur={onSettle}
          onChange={(value) => set({ rows: numberOf(value) })}
        />
        <NumberInput
          label={t(of === 'node' ? 'rejectLimitPercentNode' : 'rejectLimitPercentFlow')}
          placeholder={t('noLimit')}
          value={limit?.percent ?? ''}
          min={0}
          max={100}
          suffix=" %"
          clampBehavior="strict"
          onBlur={onSettle}
          onChange={(value) => set({ percent: numberOf(value) })}
        />
      </div>
    </section>
  )
}
