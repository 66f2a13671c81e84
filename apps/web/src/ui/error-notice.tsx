import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { errorText } from './error-text.ts'
import classes from './notice.module.css'

/** An error in place of what could not be shown: what happened, what to do, and another try where that helps. */
export function ErrorNotice({ error, retry }: { readonly error: unknown; readonly retry?: () => unknown }) {
  const { t } = useTranslation('shell')
  const { title, advice } = errorText(t, error)
  return (
    <div role="alert" className={classes['notice']}>
      <IconAlertTriangle size={24} stroke={1.6} className={classes['bad']} aria-hidden />
      <h2>{title}</h2>
      {advice !== '' && <p>{advice}</p>}
      {retry !== undefined && (
        <Button variant="default" onClick={() => void retry()}>
          {t('tryAgain')}
        </Button>
      )}
    </div>
  )
}
