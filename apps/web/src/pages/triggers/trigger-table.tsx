import { ActionIcon, Menu, Switch, Tooltip } from '@mantine/core'
import type { TriggerDto } from '@sluice/contract'
import { IconDots, IconEdit, IconHistory, IconKey, IconTerminal2, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { notifyError } from '../../ui/notify.ts'
import list from '../../ui/list.module.css'
import classes from './triggers.module.css'

type Act = (trigger: TriggerDto) => void
export interface Actions {
  readonly onEdit: Act
  readonly onCall: Act
  readonly onEvents: Act
  readonly onRotate: Act
  readonly onDelete: Act
}

function TriggerMenu({ trigger, onEdit, onCall, onEvents, onRotate, onDelete }: Actions & { readonly trigger: TriggerDto }) {
  const { t } = useTranslation('triggers')
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('menuOf', { name: trigger.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEdit size={14} />} onClick={() => onEdit(trigger)}>
          {t('edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={14} />} onClick={() => onEvents(trigger)}>
          {t('events.open')}
        </Menu.Item>
        {trigger.address !== null && (
          <Menu.Item leftSection={<IconTerminal2 size={14} />} onClick={() => onCall(trigger)}>
            {t('call.open')}
          </Menu.Item>
        )}
        {trigger.hasSecret && (
          <Menu.Item leftSection={<IconKey size={14} />} onClick={() => onRotate(trigger)}>
            {t('rotate.open')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item color="var(--bad)" leftSection={<IconTrash size={14} />} onClick={() => onDelete(trigger)}>
          {t('shell:delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** What it waits for: an address, a folder, another flow. */
function Source({ trigger }: { readonly trigger: TriggerDto }) {
  const { t } = useTranslation('triggers')
  const { config } = trigger
  const flows = useRoute('listFlows', {}, { enabled: config.kind === 'flow' })
  const signIn = config.kind === 'webhook' || config.kind === 'endpoint' ? config.signIn.kind : undefined
  return (
    <>
      <div className={classes['source']}>
        {t(`fields.kind.options.${config.kind}`)}
        {signIn === 'open' && <Chip tone="warn">{t('open')}</Chip>}
      </div>
      <div className={list['sub']}>
        {trigger.address !== null && <code>{`${config.kind === 'endpoint' ? config.method : 'POST'} ${trigger.address}`}</code>}
        {config.kind === 'file' && <code>{`${config.folder === '' ? '' : `${config.folder}/`}${config.pattern}`}</code>}
        {config.kind === 'flow' &&
          t(`afterFlow.${config.when}`, { flow: flows.data?.flows.find(({ id }) => id === config.after)?.name ?? '…' })}
      </div>
    </>
  )
}

/** What came in, and what became of it. */
function Figures({ trigger, onEvents }: { readonly trigger: TriggerDto; readonly onEvents: Act }) {
  const { t } = useTranslation('triggers')
  const format = useFormat()
  const { accepted, running, done, failed } = trigger.events
  const refused = Object.entries(trigger.refused).filter(([code]) => code !== 'duplicate')
  const sum = refused.reduce((total, [, count]) => total + count, 0)
  const reasons = refused.map(([code, count]) => t('refusedFor', { count: format.number(count), reason: t(`refused.${code}`, { defaultValue: code }) })) // prettier-ignore
  return (
    <button type="button" className={classes['figures']} onClick={() => onEvents(trigger)}>
      <span className={classes['chips']}>
        {accepted + running > 0 && <Chip tone="run">{t('figures.waiting', { count: format.number(accepted + running) })}</Chip>}
        {failed > 0 && <Chip tone="bad">{t('figures.failed', { count: format.number(failed) })}</Chip>}
        {done > 0 && <Chip tone="ok">{t('figures.done', { count: format.number(done) })}</Chip>}
        {sum > 0 && (
          <Tooltip label={reasons.join(t('shell:listComma'))} multiline maw={360}>
            <span>
              <Chip tone="warn">{t('figures.refused', { count: format.number(sum) })}</Chip>
            </span>
          </Tooltip>
        )}
      </span>
      <span className={list['sub']}>
        {trigger.lastEventAt === null ? t('figures.none') : t('figures.last', { ago: format.ago(trigger.lastEventAt) })}
      </span>
    </button>
  )
}

/** Triggers as rows. */
export function TriggerTable({ triggers, ...actions }: Actions & { readonly triggers: readonly TriggerDto[] }) {
  const { t } = useTranslation('triggers')
  const pause = useChange('pauseTrigger', ['listTriggers'])
  return (
    <div className={list['frame']}>
      <table className={list['list']} data-tall>
        <thead>
          <tr>
            <th>{t('columns.trigger')}</th>
            <th>{t('columns.source')}</th>
            <th>{t('columns.events')}</th>
            <th>{t('columns.on')}</th>
            <th>
              <span className="visually-hidden">{t('columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {triggers.map((trigger) => (
            <tr key={trigger.id}>
              <td>
                <button type="button" className={list['nameButton']} onClick={() => actions.onEdit(trigger)}>
                  {trigger.name}
                </button>
                <div className={list['sub']}>
                  <Link to={`/flows/${trigger.flowId}`}>{trigger.flowName}</Link>{' '}
                  {trigger.flowPublished === null ? (
                    <Chip tone="warn">{t('notPublished')}</Chip>
                  ) : (
                    t('published', { revision: trigger.flowPublished })
                  )}
                </div>
              </td>
              <td>
                <Source trigger={trigger} />
              </td>
              <td data-brief>
                <Figures trigger={trigger} onEvents={actions.onEvents} />
              </td>
              <td>
                <Tooltip label={trigger.paused ? t('resume') : t('pause')}>
                  <Switch
                    checked={!trigger.paused}
                    aria-label={t('onOf', { name: trigger.name })}
                    disabled={pause.isPending}
                    onChange={() =>
                      pause.mutate(
                        { params: { id: trigger.id }, body: { paused: !trigger.paused } },
                        { onError: (error) => notifyError(t, error) },
                      )
                    }
                  />
                </Tooltip>
              </td>
              <td>
                <div className={list['actions']}>
                  <TriggerMenu trigger={trigger} {...actions} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
