import { Button, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ApiError } from '../../api/api-error.ts'
import { type LiveRun } from '../../api/fold-run-event.ts'
import { useChange, useRoute } from '../../api/queries.ts'
import list from '../../ui/list.module.css'
import { notifyError } from '../../ui/notify.ts'
import { retryOffers, type RetryOffer } from './retry-offers.ts'

/** Starts a run anew with its parameters and events: at once on the same version, or on another one that a person chooses. */
export function RetryButton({ run }: { readonly run: LiveRun }) {
  const { t } = useTranslation('runs')
  const navigate = useNavigate()
  const retry = useChange('retryRun', ['listRuns', 'listFlows'])
  const flow = useRoute('readFlow', { params: { id: run.flowId } })
  const start = (version: RetryOffer['version']): void =>
    retry.mutate(
      { params: { id: run.id }, body: { version } },
      { onError: (error) => notifyError(t, error), onSuccess: (next) => void navigate(`/runs/${next.id}`) },
    )
  const gone = flow.error instanceof ApiError && flow.error.status === 404
  const offers = flow.data === undefined && !gone ? [] : retryOffers(run.flowRevision, flow.data ?? null)
  return (
    <Button.Group>
      <Tooltip label={t(gone ? 'retryTo.lacks.flow-gone' : 'retryHelp')} multiline w={300}>
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} />}
          loading={retry.isPending}
          data-disabled={gone || undefined}
          aria-disabled={gone}
          onClick={() => !gone && start('same')}
        >
          {t('retry')}
        </Button>
      </Tooltip>
      <Menu position="bottom-end" width={340}>
        <Menu.Target>
          <Button variant="default" px={8} aria-label={t('retryMore')} disabled={offers.length === 0}>
            <IconChevronDown size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offers.map(({ version, revision, lacks }) => (
            <Menu.Item key={version} disabled={lacks !== undefined} onClick={() => start(version)}>
              {t(`retryTo.${version}.title`)}
              <div className={list['sub']}>
                {lacks === undefined ? t(`retryTo.${version}.help`, { revision }) : t(`retryTo.lacks.${lacks}`, { revision })}
              </div>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}
