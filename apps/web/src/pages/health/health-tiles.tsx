import type { FlowHealth } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { toneOfFreshness, useFreshnessText } from './freshness-text.ts'
import { rowsPerRun, successShare } from './health-figures.ts'
import classes from './health.module.css'

/** The figures of the whole span, freshness first. */
export function HealthTiles({ health }: { readonly health: FlowHealth }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const freshness = useFreshnessText()(health.freshness)
  const { totals, underWay } = health
  const { lastSuccess, state } = health.freshness
  const share = successShare(totals)
  const over = totals.succeeded + totals.withRejects + totals.failed
  const perRun = rowsPerRun(totals, totals.rowsRead)
  return (
    <dl className={classes['tiles']}>
      <div data-wide>
        <dt>{t('tiles.freshness')}</dt>
        <dd>
          {lastSuccess === null ? t('freshness.never') : <Link to={`/runs/${lastSuccess.run}`}>{format.ago(lastSuccess.at)}</Link>}
          <Chip tone={toneOfFreshness[state]}>{freshness.short}</Chip>
        </dd>
        <dd>{freshness.why}</dd>
      </div>
      <div>
        <dt>{t('tiles.success')}</dt>
        <dd>{share === null ? '–' : format.percent(share)}</dd>
        <dd>
          {over === 0
            ? t('tiles.noRuns')
            : t('tiles.ofRuns', { count: over, shown: format.number(over), failed: format.number(totals.failed) })}
          {totals.cancelled > 0 && ` · ${t('tiles.cancelled', { count: totals.cancelled, shown: format.number(totals.cancelled) })}`}
          {underWay > 0 && ` · ${t('tiles.underWay', { count: underWay, shown: format.number(underWay) })}`}
        </dd>
      </div>
      <div>
        <dt>{t('tiles.duration')}</dt>
        <dd>{totals.medianMs === null ? '–' : format.duration(totals.medianMs)}</dd>
        <dd>{totals.longestMs === null ? t('tiles.noSuccess') : t('tiles.longest', { duration: format.duration(totals.longestMs) })}</dd>
      </div>
      <div>
        <dt>{t('tiles.rows')}</dt>
        <dd>{perRun === null ? '–' : format.compact(perRun)}</dd>
        <dd>
          {totals.rowsRead === null
            ? t('tiles.noRows')
            : t('tiles.allRows', {
                read: format.compact(totals.rowsRead),
                written: format.compact(totals.rowsWritten ?? 0),
                rejected: format.compact(totals.rowsRejected ?? 0),
              })}
        </dd>
      </div>
    </dl>
  )
}
