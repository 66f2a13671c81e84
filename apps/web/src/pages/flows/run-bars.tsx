import { Tooltip } from '@mantine/core'
import type { FlowSummary } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useFormat } from '../../i18n/use-format.ts'
import { toneOfRun } from '../../ui/run-status.tsx'
import classes from './flows.module.css'

const BARS = 14
const HEIGHT = 32

/** The last runs of a flow, oldest first: height is duration, colour is outcome. A click opens a run; by keyboard the list of runs does. */
export function RunBars({ runs }: { readonly runs: FlowSummary['lastRuns'] }) {
  const { t } = useTranslation('flows')
  const format = useFormat()
  const navigate = useNavigate()
  const longest = Math.max(1, ...runs.map((run) => run.durationMs ?? 0))
  const failed = runs.filter((run) => run.status === 'failed').length
  return (
    <div className={classes['bars']} role="img" aria-label={t('barsLabel', { count: runs.length, failed })}>
      {Array.from({ length: BARS - runs.length }, (_none, index) => (
        <i key={index} data-tone="none" style={{ height: 4 }} />
      ))}
      {runs.toReversed().map((run) => {
        const height = run.durationMs === null ? HEIGHT : Math.max(4, Math.round((HEIGHT * run.durationMs) / longest))
        const when = run.startedAt === null ? '' : format.ago(run.startedAt)
        const label = t(run.durationMs === null ? 'barNow' : 'bar', {
          status: t(`shell:runStatus.${run.status}`),
          when,
          duration: format.duration(run.durationMs ?? 0),
        })
        return (
          <Tooltip key={run.id} label={label}>
            <i data-tone={toneOfRun[run.status]} style={{ height }} onClick={() => void navigate(`/runs/${run.id}`)} />
          </Tooltip>
        )
      })}
    </div>
  )
}
