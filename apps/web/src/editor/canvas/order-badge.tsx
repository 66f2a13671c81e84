import { useTranslation } from 'react-i18next'
import classes from './canvas.module.css'

/** Which of several sinks shows its result first. */
export function OrderBadge({ order }: { readonly order: number }) {
  const { t } = useTranslation('editor')
  const label = t('applyOrder', { order })
  return (
    <span className={classes['order']} role="img" aria-label={label} title={label}>
      {order}
    </span>
  )
}
