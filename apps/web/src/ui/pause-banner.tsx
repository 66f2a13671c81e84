import { Button } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../api/queries.ts'
import { notifyError } from './notify.ts'
import classes from './shell.module.css'

const EVERY = 15_000

/** Says on every page that nothing runs because everything is paused, and lets it go on. */
export function PauseBanner() {
  const { t } = useTranslation('shell')
  const settings = useRoute('readSettings', {}, { refreshEvery: EVERY })
  const resume = useChange('pauseWorkspace', ['readSettings'])
  if (settings.data?.paused !== true) return null
  return (
    <div role="status" className={classes['banner']}>
      <IconPlayerPause size={16} aria-hidden />
      <span>{t('pausedAll.text')}</span>
      <Button
        variant="default"
        loading={resume.isPending}
        onClick={() => resume.mutate({ body: { paused: false } }, { onError: (error) => notifyError(t, error) })}
      >
        {t('pausedAll.resume')}
      </Button>
    </div>
  )
}
