import { Button, Modal, SegmentedControl } from '@mantine/core'
import type { AlertRuleDto } from '@sluice/contract'
import { IconBell, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyError } from '../../ui/notify.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { AlertList } from './alert-list.tsx'
import { RuleForm } from './rule-form.tsx'
import { RuleList } from './rule-list.tsx'
import classes from './alerts.module.css'

const LIMIT = 100
const STATES = ['all', 'open', 'recovered'] as const
type Shown = (typeof STATES)[number]

/** What went wrong and has recovered or not, and the rules that say when somebody is told. */
export function AlertsPage() {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  const [shown, setShown] = useState<Shown>('all')
  const [edited, setEdited] = useState<AlertRuleDto | 'new'>()
  const [doomed, setDoomed] = useState<AlertRuleDto>()
  const query = { limit: LIMIT, ...(shown === 'all' ? {} : { state: shown }) }
  const alerts = useRoute('listAlerts', { query }, { refreshEvery: 5_000, keepPrevious: true })
  const rules = useRoute('listAlertRules', {})
  const remove = useChange('deleteAlertRule', ['listAlertRules', 'listAlerts'])
  const add = (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setEdited('new')}>
      {t('rules.new')}
    </Button>
  )
  const open = alerts.data?.open ?? 0
  const none = rules.data?.rules.length === 0 && alerts.data?.total === 0 && shown === 'all'
  return (
    <>
      <TopBar title={t('title')} badge={open > 0 && <Chip tone="bad">{t('openCount', { count: open, shown: format.number(open) })}</Chip>}>
        {!none && add}
      </TopBar>
      <PageBody>
        {none ? (
          <EmptyState icon={IconBell} title={t('empty.title')} text={t('empty.text')}>
            {add}
          </EmptyState>
        ) : (
          <div className={classes['sections']}>
            <section aria-labelledby="alerts-seen">
              <h2 id="alerts-seen">{t('seen')}</h2>
              <SegmentedControl
                mb="sm"
                aria-label={t('show')}
                data={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
                value={shown}
                onChange={(value) => setShown(STATES.find((state) => state === value) ?? 'all')}
              />
              {alerts.isPending && <RowsSkeleton rows={4} />}
              {alerts.isError && <ErrorNotice error={alerts.error} retry={alerts.refetch} />}
              {alerts.isSuccess && (alerts.data.alerts.length === 0 ? <p>{t('noneSeen')}</p> : <AlertList alerts={alerts.data.alerts} />)}
            </section>
            <section aria-labelledby="alert-rules">
              <h2 id="alert-rules">{t('rules.title')}</h2>
              {rules.isPending && <RowsSkeleton rows={3} />}
              {rules.isError && <ErrorNotice error={rules.error} retry={rules.refetch} />}
              {rules.isSuccess && <RuleList rules={rules.data.rules} onOpen={setEdited} onDelete={setDoomed} />}
            </section>
          </div>
        )}
      </PageBody>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={edited === 'new' ? t('rules.new') : (edited?.name ?? '')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('shell:close') }}
      >
        {edited !== undefined && <RuleForm rule={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
      </Modal>
      <Confirm
        opened={doomed !== undefined}
        title={t('rules.delete.title')}
        text={t('rules.delete.text', { name: doomed?.name ?? '' })}
        action={t('rules.delete.action')}
        busy={remove.isPending}
        onClose={() => setDoomed(undefined)}
        onConfirm={() => {
          if (doomed === undefined) return
          remove.mutate({ params: { id: doomed.id } }, { onError: (error) => notifyError(t, error), onSettled: () => setDoomed(undefined) })
        }}
      />
    </>
  )
}
