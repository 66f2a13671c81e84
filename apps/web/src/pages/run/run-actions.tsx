import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import {
  IconCheck,
  IconChevronDown,
  IconEdit,
  IconHeartbeat,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconX,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { isOver, type LiveRun } from '../../api/fold-run-event.ts'
import { useChange } from '../../api/queries.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyError } from '../../ui/notify.ts'

interface Props {
  readonly run: LiveRun
  /** The run goes on: it is read again. */
  readonly onChanged: () => void
}

/** What can be done with a run. */
export function RunActions({ run, onChanged }: Props) {
  const { t } = useTranslation('runs')
  const navigate = useNavigate()
  const cancel = useChange('cancelRun', ['listRuns'])
  const again = useChange('startRun', ['listRuns', 'listFlows'])
  const onError = (error: unknown): void => notifyError(t, error)
  const rerun = (): void =>
    again.mutate(
      { params: { id: run.flowId }, body: { parameters: run.parameters } },
      { onError, onSuccess: (next) => void navigate(`/runs/${next.id}`) },
    )
  const failed = run.status === 'failed'
  return (
    <>
      {!isOver(run.status) && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={14} />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params: { id: run.id } }, { onError })}
        >
          {t('cancel')}
        </Button>
      )}
      <Tooltip label={t('health')}>
        <ActionIcon component={Link} to={`/flows/${run.flowId}/health`} aria-label={t('health')}>
          <IconHeartbeat size={18} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Button component={Link} to={`/flows/${run.flowId}`} variant="default" leftSection={<IconEdit size={14} />}>
        {t('edit')}
      </Button>
      {failed && run.progress.phase === 'committing' && <BegunCommit run={run} onChanged={onChanged} />}
      {failed && run.progress.phase !== 'committing' && <Retry run={run} />}
      <Button leftSection={<IconPlayerPlay size={14} />} onClick={rerun} loading={again.isPending}>
        {t('again')}
      </Button>
    </>
  )
}

/** Starts the run anew with its parameters and events, at the version that a person chooses. */
function Retry({ run }: Pick<Props, 'run'>) {
  const { t } = useTranslation('runs')
  const navigate = useNavigate()
  const retry = useChange('retryRun', ['listRuns', 'listFlows'])
  const start = (version: 'same' | 'newest' | 'published'): void =>
    retry.mutate(
      { params: { id: run.id }, body: { version } },
      { onError: (error) => notifyError(t, error), onSuccess: (next) => void navigate(`/runs/${next.id}`) },
    )
  return (
    <Button.Group>
      <Tooltip label={t('retryHelp')}>
        <Button variant="default" leftSection={<IconRefresh size={14} />} loading={retry.isPending} onClick={() => start('same')}>
          {t('retry')}
        </Button>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={8} aria-label={t('retryMore')}>
            <IconChevronDown size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => start('same')}>{t('retrySame')}</Menu.Item>
          <Menu.Item onClick={() => start('newest')}>{t('retryNewest')}</Menu.Item>
          <Menu.Item onClick={() => start('published')}>{t('retryPublished')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}

/** A commit that failed halfway is finished, or given up: until then the run can't start anew. */
function BegunCommit({ run, onChanged }: Props) {
  const { t } = useTranslation('runs')
  const [asking, setAsking] = useState(false)
  const finish = useChange('retryRun', ['listRuns', 'listFlows', 'readRun'])
  const abandon = useChange('abandonRun', ['listRuns', 'listFlows', 'readRun'])
  const onError = (error: unknown): void => notifyError(t, error)
  const onGivenUp = (): void => {
    setAsking(false)
    onChanged()
  }
  return (
    <>
      <Button variant="default" leftSection={<IconX size={14} />} onClick={() => setAsking(true)}>
        {t('giveUp')}
      </Button>
      <Tooltip label={t('finishHelp')} multiline w={300}>
        <Button
          variant="default"
          leftSection={<IconCheck size={14} />}
          loading={finish.isPending}
          onClick={() => finish.mutate({ params: { id: run.id }, body: {} }, { onError, onSuccess: onChanged })}
        >
          {t('finish')}
        </Button>
      </Tooltip>
      <Confirm
        opened={asking}
        title={t('giveUpTitle')}
        text={t('giveUpText')}
        action={t('giveUp')}
        busy={abandon.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => abandon.mutate({ params: { id: run.id } }, { onError, onSuccess: onGivenUp })}
      />
    </>
  )
}
