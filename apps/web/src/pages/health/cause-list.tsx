import type { FlowHealth } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import list from '../../ui/list.module.css'
import classes from './health.module.css'

interface Props {
  readonly health: FlowHealth
  readonly nodeLabel: (node: string) => string
}

/** Failures of the span by cause, the newest cause first, each with its newest run. */
export function CauseList({ health, nodeLabel }: Props) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const { causes, causesOf, totals } = health
  return (
    <section className={classes['causes']} aria-label={t('causes.title')}>
      <h2>{t('causes.title')}</h2>
      {causes.length === 0 ? (
        <p>{t('causes.none')}</p>
      ) : (
        <div className={list['frame']}>
          <table className={list['list']}>
            <thead>
              <tr>
                <th>{t('causes.cause')}</th>
                <th>{t('causes.node')}</th>
                <th data-number>{t('causes.failures')}</th>
                <th>{t('causes.last')}</th>
              </tr>
            </thead>
            <tbody>
              {causes.map(({ code, node, params, failures, lastAt, run }) => (
                <tr key={`${code ?? ''} ${node ?? ''}`}>
                  <td>{code === null ? t('causes.unknown') : t(`catalog:problems.${code}`, { ...params, defaultValue: code })}</td>
                  <td>{node === null ? '' : nodeLabel(node)}</td>
                  <td data-number>
                    <Chip tone="bad">{format.number(failures)}</Chip>
                  </td>
                  <td>
                    <Link to={`/runs/${run}`} className={list['name']} style={{ fontWeight: 400 }}>
                      {format.ago(lastAt)}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {causesOf < totals.failed && <p>{t('causes.newest', { count: causesOf, shown: format.number(causesOf) })}</p>}
    </section>
  )
}
