import { Button, Radio, Stack } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LiveRun } from '../../api/fold-run-event.ts'
import { useChange } from '../../api/queries.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyError } from '../../ui/notify.ts'

interface Props {
  readonly run: LiveRun
  /** The run goes on: it is read again. */
  readonly onChanged: () => void
}

/** Gives up a commit that failed halfway. Of sources that remember how far they were read a person says where they go on. */
export function GiveUp({ run, onChanged }: Props) {
  const { t } = useTranslation('runs')
  const [asking, setAsking] = useState(false)
  const [sources, setSources] = useState<'back' | 'stay'>('back')
  const abandon = useChange('abandonRun', ['listRuns', 'listFlows', 'readRun'])
  const onSuccess = (): void => {
    setAsking(false)
    onChanged()
  }
  return (
    <>
      <Button variant="default" leftSection={<IconX size={14} />} onClick={() => setAsking(true)}>
        {t('giveUp')}
      </Button>
      <Confirm
        opened={asking}
        title={t('giveUpTitle')}
        text={t('giveUpText')}
        action={t('giveUp')}
        busy={abandon.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          abandon.mutate({ params: { id: run.id }, body: { sources } }, { onError: (error) => notifyError(t, error), onSuccess })
        }
      >
        {run.progress.movesMarks && (
          <Radio.Group
            mt="md"
            label={t('sources.title')}
            value={sources}
            onChange={(value) => setSources(value === 'stay' ? 'stay' : 'back')}
          >
            <Stack gap="xs" mt="xs">
              {(['back', 'stay'] as const).map((choice) => (
                <Radio key={choice} value={choice} label={t(`sources.${choice}`)} description={t(`sources.${choice}Help`)} />
              ))}
            </Stack>
          </Radio.Group>
        )}
      </Confirm>
    </>
  )
}
