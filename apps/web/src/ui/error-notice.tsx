import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ApiError } from '../api/api-error.ts'
import { errorText } from './error-text.ts'
import classes from './notice.module.css'

/** An error in place of what could not be shown: what happened, what to do, and another try where that helps, else the way back. */
export function ErrorNotice({ error, retry }: { readonly error: unknown; readonly retry?: () => unknown }) {
  const { t } = useTranslation('shell')
  const { title, advice } = errorText(t, error)
  const gone = error instanceof ApiError && error.code === 'not-found'
  return (
    <div role="alert" className={classes['notice']}>
      <IconAlertTriangle size={24} stroke={1.6} className={classes['bad']} aria-hidden />
      <h2>{title}</h2>
      {advice !== '' && <p>{advice}</p>}
      {gone && (
        <Button component={Link} to="/flows" variant="default">
          {t('notFound.toFlows')}
        </Button>
      )}
      {retry !== undefined && !gone && (
        <Button variant="default" onClick={() => void retry()}>
          {t('tryAgain')}
        </Button>
      )}
    </div>
  )
}
