import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCheck, IconEdit, IconHeartbeat, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { isOver, type LiveRun } from '../../api/fold-run-event.ts'
import { useChange } from '../../api/queries.ts'
import { notifyError } from '../../ui/notify.ts'
import { GiveUp } from './give-up.tsx'
import { RetryButton } from './retry-button.tsx'

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
  const halfway = run.status === 'failed' && run.progress.phase === 'committing'
  const mayRetry = (run.status === 'failed' || run.status === 'cancelled') && !halfway
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
      {halfway && <BegunCommit run={run} onChanged={onChanged} />}
      {mayRetry && <RetryButton run={run} />}
      <Tooltip label={t('againHelp')} multiline w={300}>
        <Button leftSection={<IconPlayerPlay size={14} />} onClick={rerun} loading={again.isPending}>
          {t('again')}
        </Button>
      </Tooltip>
    </>
  )
}

/** A commit that failed halfway is finished, or given up: until then the run can't start anew. */
function BegunCommit({ run, onChanged }: Props) {
  const { t } = useTranslation('runs')
  const finish = useChange('retryRun', ['listRuns', 'listFlows', 'readRun'])
  const onError = (error: unknown): void => notifyError(t, error)
  return (
    <>
      <GiveUp run={run} onChanged={onChanged} />
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
    </>
  )
}
