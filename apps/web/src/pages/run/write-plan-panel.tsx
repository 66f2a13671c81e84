import { Button, Group } from '@mantine/core'
import type { RunDto, WritePlanDto } from '@sluice/contract'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { useProblemText } from '../../data/use-reason.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Confirm } from '../../ui/confirm.tsx'
import list from '../../ui/list.module.css'
import { notifyError } from '../../ui/notify.ts'
import { PlanChanges } from './plan-changes.tsx'
import classes from './write-plan.module.css'

interface Props {
  readonly run: Pick<RunDto, 'id' | 'status' | 'writePlan'>
  /** The run is read again: it goes on, or has ended. */
  readonly onDecided: () => void
}

/** What a run is about to write into systems, or has written; while it waits, a person lets it pass or refuses it. */
export function WritePlanPanel({ run, onDecided }: Props) {
  const { t } = useTranslation('write-plan')
  const plans = run.writePlan ?? []
  if (plans.length === 0) return <p className={classes['none']}>{t('none')}</p>
  return (
    <div className={classes['panel']}>
      {run.status === 'awaiting-approval' && <Decision id={run.id} onDecided={onDecided} />}
      {plans.map((plan) => (
        <Plan key={plan.node} plan={plan} />
      ))}
    </div>
  )
}

function Decision({ id, onDecided }: { readonly id: string; readonly onDecided: () => void }) {
  const { t } = useTranslation('write-plan')
  const [refusing, setRefusing] = useState(false)
  const approve = useChange('approveRun', ['listRuns', 'readRun'])
  const reject = useChange('rejectRun', ['listRuns', 'readRun'])
  const onError = (error: unknown): void => notifyError(t, error)
  return (
    <div role="status" className={classes['decision']}>
      <div>
        <strong>{t('waits')}</strong>
        <div className={list['sub']}>{t('waitsText')}</div>
      </div>
      <Group gap={8}>
        <Button variant="default" leftSection={<IconX size={14} />} onClick={() => setRefusing(true)}>
          {t('refuse')}
        </Button>
        <Button
          leftSection={<IconCheck size={14} />}
          loading={approve.isPending}
          onClick={() => approve.mutate({ params: { id } }, { onSuccess: onDecided, onError })}
        >
          {t('approve')}
        </Button>
      </Group>
      <Confirm
        opened={refusing}
        title={t('refuseTitle')}
        text={t('refuseText')}
        action={t('refuse')}
        busy={reject.isPending}
        onClose={() => setRefusing(false)}
        onConfirm={() =>
          reject.mutate(
            { params: { id } },
            {
              onSuccess: () => {
                setRefusing(false)
                onDecided()
              },
              onError,
            },
          )
        }
      />
    </div>
  )
}

function Plan({ plan }: { readonly plan: WritePlanDto }) {
  const { t } = useTranslation('write-plan')
  const format = useFormat()
  const reason = useProblemText()
  const kinds = ['inserted', 'updated', 'deleted', 'unchanged'] as const
  return (
    <section aria-label={plan.target}>
      <h2>{plan.target}</h2>
      <dl className={classes['counts']}>
        {kinds.map((kind) => (
          <div key={kind}>
            <dt>{t(`counts.${kind}`)}</dt>
            <dd>{format.number(plan.counts[kind])}</dd>
          </div>
        ))}
      </dl>
      {plan.approval.map(({ code, params }) => (
        <p key={code} className={classes['reason']}>
          {reason({ severity: 'warning', code, params: { ...params } })}
        </p>
      ))}
      <PlanChanges changes={plan.changes} />
    </section>
  )
}
