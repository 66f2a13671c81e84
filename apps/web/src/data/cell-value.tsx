import { useTranslation } from 'react-i18next'
import classes from './grid.module.css'

/** A value in a grid. A missing value and an empty text look different, because they are. */
export function CellValue({ value }: { readonly value: string | null | undefined }) {
  const { t } = useTranslation('data')
  if (value === null || value === undefined) return <span className={classes['missing']}>{t('missing')}</span>
  if (value === '') return <span className={classes['empty']}>{t('emptyText')}</span>
  // A long text is cut for the screen only; the bar under the grid shows all of it.
  return value.length > 300 ? `${value.slice(0, 300)}…` : value.replaceAll(/\r?\n/g, '⏎')
}
