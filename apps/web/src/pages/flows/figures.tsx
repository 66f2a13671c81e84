import type { FlowSummary } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { figuresOf, type FlowFigures } from './arrange-flows.ts'
import classes from './flows.module.css'

/** The figures over the list of flows, all counted from what the server has. */
function Figures({ figures }: { readonly figures: FlowFigures }) {
  const { t } = useTranslation('flows')
  const format = useFormat()
  const { succeededShare: share, failing } = figures
  const first = failing[0]
  return (
    <dl className={classes['figures']}>
      <div>
        <dt>{t('figures.runs')}</dt>
        <dd>
          {figures.runsInDayOrMore ? t('figures.orMore', { number: format.number(figures.runsInDay) }) : format.number(figures.runsInDay)}
        </dd>
        <dd>
          {share === null ? (
            <span className={classes['quiet']}>{t('figures.noRuns')}</span>
          ) : (
            <Chip tone={share < 0.9 ? 'bad' : share < 1 ? 'warn' : 'ok'}>{t('figures.succeeded', { share: format.percent(share) })}</Chip>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('figures.running')}</dt>
        <dd>{format.number(figures.running)}</dd>
        <dd className={classes['quiet']}>{figures.running === 0 ? t('figures.idle') : t('figures.live')}</dd>
      </div>
      <div>
        <dt>{t('figures.rejected')}</dt>
        <dd>{format.compact(figures.rejectedRows)}</dd>
        <dd>
          {figures.rejectedRows === 0 ? (
            <span className={classes['quiet']}>{t('figures.noRejects')}</span>
          ) : (
            <Chip tone="warn">{t('figures.inFlows', { count: figures.flowsWithRejects })}</Chip>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('figures.failing')}</dt>
        <dd>{format.number(failing.length)}</dd>
        <dd>
          {first === undefined ? (
            <span className={classes['quiet']}>{t('figures.noneFailing')}</span>
          ) : (
            <Chip tone="bad">
              {failing.length === 1 ? first.name : t('figures.andMore', { name: first.name, count: failing.length - 1 })}
            </Chip>
          )}
        </dd>
      </div>
    </dl>
  )
}

/** The figures with the runs they need; nothing is shown until they are here. */
export function FlowFiguresRow({ flows }: { readonly flows: readonly FlowSummary[] }) {
  const runs = useRoute('listRuns', { query: { limit: 500 } }, { refreshEvery: 10_000 })
  if (runs.data === undefined) return null
  return <Figures figures={figuresOf(flows, runs.data.runs, runs.data.total, runs.dataUpdatedAt)} />
}
