import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { LiveRun } from '../../api/fold-run-event.ts'
import { durationTicks } from '../../charts/duration-ticks.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { moveCell } from '../move-cell.ts'
import { TimelineRow } from './timeline-row.tsx'
import type { Attempt } from './timeline.ts'
import classes from './timeline.module.css'

const MARKS = 6
const PAGE = 10

interface Props {
  readonly run: LiveRun
  readonly attempt: Attempt
  /** Where the axis ends, milliseconds since 1970. */
  readonly end: number
  /** Only of the last attempt the rows are known. */
  readonly isLast: boolean
  readonly nodeLabel: (node: string) => string
}

/** One row for each node: its bar on a common axis, and the same in figures. The arrow keys go from row to row. */
export function TimelineGrid({ run, attempt, end, isLast, nodeLabel }: Props) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const body = useRef<HTMLTableSectionElement>(null)
  const [place, setPlace] = useState(0)
  const current = Math.min(place, attempt.nodes.length - 1)
  const length = Math.max(1, end - attempt.from)
  const share = (at: number): number => Math.min(100, Math.max(0, (100 * (at - attempt.from)) / length))
  const onKeyDown = (event: KeyboardEvent): void => {
    const ends = { Home: 0, End: attempt.nodes.length - 1 }[event.key]
    const next = ends ?? moveCell({ row: current, column: 0 }, event.key, attempt.nodes.length, 1, PAGE)?.row
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    setPlace(next)
    body.current?.querySelectorAll<HTMLElement>('tr')[next]?.focus()
  }
  return (
    <table className={classes['grid']} role="grid" aria-label={t('timeline.label')} onKeyDown={onKeyDown}>
      <thead>
        <tr>
          <th>{t('timeline.node')}</th>
          <th className={classes['axis']}>
            <span className="visually-hidden">{t('timeline.axis')}</span>
            <div aria-hidden>
              {durationTicks(length, MARKS).map((ms) => (
                <span
                  key={ms}
                  data-edge={ms === 0 ? 'start' : ms > 0.94 * length ? 'end' : undefined}
                  style={{ left: `${(100 * ms) / length}%` }}
                >
                  {ms === 0 ? 0 : format.duration(ms)}
                </span>
              ))}
            </div>
          </th>
          <th>{t('timeline.started')}</th>
          <th>{t('timeline.took')}</th>
          <th>{t('timeline.rows')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {attempt.nodes.map((node, index) => (
          <TimelineRow
            key={node.node}
            times={node}
            label={nodeLabel(node.node)}
            start={attempt.from}
            end={end}
            share={share}
            counts={isLast ? (run.nodes[node.node]?.counts ?? undefined) : undefined}
            isCurrent={index === current}
            onFocus={() => setPlace(index)}
          />
        ))}
      </tbody>
    </table>
  )
}
