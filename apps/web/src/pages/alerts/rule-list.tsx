import { ActionIcon, Tooltip } from '@mantine/core'
import type { AlertRuleDto } from '@sluice/contract'
import type { Problem } from '@sluice/flow'
import { IconSend, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { Chip } from '../../ui/chip.tsx'
import list from '../../ui/list.module.css'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { WayOut } from '../../ui/way-out.tsx'
import { useConditionText } from './alert-texts.ts'
import classes from './alerts.module.css'

interface Props {
  readonly rules: readonly AlertRuleDto[]
  readonly onOpen: (rule: AlertRuleDto) => void
  readonly onDelete: (rule: AlertRuleDto) => void
}

/** Rules as rows, each with a button that sends a notice as a test. */
export function RuleList({ rules, onOpen, onDelete }: Props) {
  const { t } = useTranslation('alerts')
  const conditionText = useConditionText()
  const tryRule = useChange('tryAlertRule', [])
  const problem = tryRule.isSuccess ? tryRule.data.problem : null
  const send = (rule: AlertRuleDto): void =>
    tryRule.mutate(
      { params: { id: rule.id } },
      {
        onSuccess: ({ problem }) => {
          if (problem === null) notifyDone(t, t('try.done', { target: rule.target ?? '' }))
        },
        onError: (error) => notifyError(t, error),
      },
    )
  return (
    <div className={list['frame']}>
      <table className={list['list']}>
        <thead>
          <tr>
            <th>{t('rules.columns.name')}</th>
            <th>{t('rules.columns.condition')}</th>
            <th>{t('rules.columns.target')}</th>
            <th>{t('rules.columns.state')}</th>
            <th>
              <span className="visually-hidden">{t('rules.columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id}>
              <td>
                <button type="button" className={list['nameButton']} onClick={() => onOpen(rule)}>
                  {rule.name}
                </button>
                <div className={list['sub']}>
                  {rule.condition.kind === 'queue' ? t('wholeWorkspace') : (rule.flowName ?? t('everyFlow'))}
                </div>
              </td>
              <td>{conditionText(rule.condition)}</td>
              <td>
                {rule.target ?? t('told.nobody')}
                {problem !== null && tryRule.variables?.params.id === rule.id && <NotDelivered problem={problem} />}
              </td>
              <td>
                {rule.paused && <Chip>{t('rules.paused')}</Chip>}
                {!rule.paused && (
                  <Chip tone={rule.open > 0 ? 'bad' : 'ok'}>
                    {rule.open > 0 ? t('rules.open', { count: rule.open }) : t('rules.quiet')}
                  </Chip>
                )}
              </td>
              <td>
                <div className={list['actions']}>
                  {rule.target !== null && (
                    <Tooltip label={t('try.action')}>
                      <ActionIcon
                        aria-label={t('try.actionOf', { name: rule.name })}
                        loading={tryRule.isPending && tryRule.variables.params.id === rule.id}
                        onClick={() => send(rule)}
                      >
                        <IconSend size={16} />
                      </ActionIcon>
                    </Tooltip>
                  )}
                  <Tooltip label={t('shell:delete')}>
                    <ActionIcon aria-label={t('rules.deleteOf', { name: rule.name })} onClick={() => onDelete(rule)}>
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Tooltip>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Why the test that was just sent did not arrive, and where that can be mended. */
function NotDelivered({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation('alerts')
  return (
    <div role="alert" className={classes['refused']}>
      <strong>{t('try.failed')}</strong> {t(`catalog:problems.${problem.code}`, { ...problem.params, defaultValue: problem.code })}{' '}
      <WayOut code={problem.code} />
    </div>
  )
}
