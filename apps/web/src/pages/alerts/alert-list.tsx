import type { AlertDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import list from '../../ui/list.module.css'
import { WayOut } from '../../ui/way-out.tsx'
import { useDetailText } from './alert-texts.ts'
import classes from './alerts.module.css'

/** Alerts as rows, those that are open first. */
export function AlertList({ alerts }: { readonly alerts: readonly AlertDto[] }) {
  const { t } = useTranslation('alerts')
  return (
    <div className={`${list['frame'] ?? ''} ${classes['alerts'] ?? ''}`}>
      <table className={list['list']}>
        <thead>
          <tr>
            <th>{t('columns.about')}</th>
            <th>{t('columns.state')}</th>
            <th>{t('columns.seen')}</th>
            <th>{t('columns.since')}</th>
            <th>{t('columns.told')}</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AlertRow({ alert }: { readonly alert: AlertDto }) {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  const detail = useDetailText()
  const run = alert.detail['run']
  return (
    <tr>
      <td>
        {alert.flowId === null ? (
          t('wholeWorkspace')
        ) : (
          <Link to={`/flows/${alert.flowId}`} className={list['name']}>
            {alert.flowName ?? t('flowGone')}
          </Link>
        )}
        <div className={list['sub']}>{alert.ruleName}</div>
      </td>
      <td>
        <Chip tone={alert.state === 'open' ? 'bad' : 'ok'}>{t(`state.${alert.state}`)}</Chip>
        {alert.recoveredAt !== null && <div className={list['sub']}>{format.ago(alert.recoveredAt)}</div>}
      </td>
      <td>
        {detail(alert)}
        <div className={list['sub']}>
          {t('times', { count: alert.count, shown: format.number(alert.count) })}
          {typeof run === 'string' && (
            <>
              {' · '}
              <Link to={`/runs/${run}`}>{t('lastRun')}</Link>
            </>
          )}
        </div>
      </td>
      <td>
        {format.ago(alert.openedAt)}
        <div className={list['sub']}>{format.instant(alert.openedAt)}</div>
      </td>
      <td>
        <Told alert={alert} />
      </td>
    </tr>
  )
}

/** Whether the last notice arrived, and if not, why. */
function Told({ alert: { toldAt, toldProblem } }: { readonly alert: AlertDto }) {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  if (toldProblem !== null) {
    const reason = t(`catalog:problems.${toldProblem.code}`, { ...toldProblem.params, defaultValue: toldProblem.code })
    return (
      <>
        <Chip tone="warn">{t('told.failed')}</Chip>
        <div className={list['sub']}>
          {reason} <WayOut code={toldProblem.code} />
        </div>
      </>
    )
  }
  return <>{toldAt === null ? t('told.nobody') : format.ago(toldAt)}</>
}
