import { Button } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyError } from '../../ui/notify.ts'

/** The switch that pauses everything; the banner that then stands over every page lets it go on. */
export function PauseEverything() {
  const { t } = useTranslation('schedules')
  const [asking, setAsking] = useState(false)
  const settings = useRoute('readSettings', {})
  const pause = useChange('pauseWorkspace', ['readSettings'])
  if (settings.data?.paused !== false) return null
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerPause size={14} />} onClick={() => setAsking(true)}>
        {t('pauseAll.action')}
      </Button>
      <Confirm
        opened={asking}
        title={t('pauseAll.title')}
        text={t('pauseAll.text')}
        action={t('pauseAll.action')}
        busy={pause.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          pause.mutate({ body: { paused: true } }, { onError: (error) => notifyError(t, error), onSettled: () => setAsking(false) })
        }
      />
    </>
  )
}
