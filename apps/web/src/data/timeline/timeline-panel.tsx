import { SegmentedControl } from '@mantine/core'
import { IconClockOff, IconHourglass } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LiveRun } from '../../api/fold-run-event.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { RunStatusChip } from '../../ui/run-status.tsx'
import { GridSkeleton } from '../grid-skeleton.tsx'
import { useNow } from '../use-elapsed.ts'
import { TimelineGrid } from './timeline-grid.tsx'
import { timelineOf, type Attempt } from './timeline.ts'
import classes from './timeline.module.css'

interface Props {
  readonly run: LiveRun
  readonly nodeLabel: (node: string) => string
}

/** How an attempt went, and why there was another one. */
function AttemptFacts({ run, attempt, end }: { readonly run: LiveRun; readonly attempt: Attempt; readonly end: number }) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const waited = attempt.number === 1 ? attempt.from - Date.parse(run.createdAt) : 0
  const { reason } = attempt
  return (
    <>
      {attempt.end === 'queued' || attempt.end === 'awaiting-approval' ? (
        <Chip tone="warn">{t(`timeline.end.${attempt.end}`)}</Chip>
      ) : (
        <RunStatusChip status={attempt.end ?? 'running'} rejectedRows={run.rejectedRows} />
      )}
      <span>
        {t(attempt.to === undefined ? 'timeline.facts.working' : 'timeline.facts.took', { duration: format.duration(end - attempt.from) })}
      </span>
      {waited >= 1_000 && <span>{t('timeline.facts.waited', { duration: format.duration(waited) })}</span>}
      {reason !== undefined && <span>{t(`catalog:problems.${reason.code}`, { ...reason.params, defaultValue: reason.code })}</span>}
    </>
  )
}

/** The timeline of a run: one bar for each node, attempt by attempt, live while it runs. */
export function TimelinePanel({ run, nodeLabel }: Props) {
  const { t } = useTranslation('data')
  const [chosen, setChosen] = useState<number>()
  const timeline = timelineOf(run)
  const attempts = timeline.kind === 'attempts' ? timeline.attempts : []
  const attempt = attempts.find(({ number }) => number === chosen) ?? attempts.at(-1)
  const now = useNow(attempt !== undefined && attempt.to === undefined)
  if (timeline.kind === 'reading') return <GridSkeleton />
  if (attempt === undefined || timeline.kind !== 'attempts') {
    const notBegun = timeline.kind === 'not-begun'
    return (
      <EmptyState
        icon={notBegun ? IconHourglass : IconClockOff}
        title={t(notBegun ? 'timeline.notBegun' : 'timeline.gone')}
        text={t(notBegun ? 'timeline.notBegunText' : 'timeline.goneText')}
      />
    )
  }
  // The clocks of the server and of the browser differ: the end is never before what has happened.
  const latest = Math.max(attempt.from, ...attempt.nodes.flatMap(({ from, to }) => [from ?? 0, to ?? 0]))
  const end = Math.max(attempt.to ?? now, latest)
  return (
    <section aria-label={t('timeline.title')}>
      <div className={classes['facts']}>
        {attempts.length > 1 && (
          <SegmentedControl
            aria-label={t('timeline.attempts')}
            size="xs"
            value={String(attempt.number)}
            onChange={(value) => setChosen(Number(value))}
            data={attempts.map(({ number }) => ({ value: String(number), label: t('timeline.attempt', { number }) }))}
          />
        )}
        <AttemptFacts run={run} attempt={attempt} end={end} />
        {timeline.earlierGone && <span>{t('timeline.earlierGone')}</span>}
      </div>
      <TimelineGrid run={run} attempt={attempt} end={end} isLast={attempt === attempts.at(-1)} nodeLabel={nodeLabel} />
    </section>
  )
}
