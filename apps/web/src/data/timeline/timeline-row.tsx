import { Tooltip } from '@mantine/core'
import type { NodeCountsDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import { rowsIn, rowsOut } from '../node-rows.ts'
import type { NodeTimes } from './timeline.ts'
import classes from './timeline.module.css'

interface Props {
  readonly times: NodeTimes
  readonly label: string
  /** Both ends of the axis, milliseconds since 1970. */
  readonly start: number
  readonly end: number
  /** Where an instant lies on the axis, in percent. */
  readonly share: (at: number) => number
  readonly counts: NodeCountsDto | undefined
  readonly isCurrent: boolean
  readonly onFocus: () => void
}

/** What the tooltip of a bar says, line by line. */
function useTip({ times, start, end, counts }: Pick<Props, 'times' | 'start' | 'end' | 'counts'>): readonly string[] {
  const { t } = useTranslation('data')
  const format = useFormat()
  const { from, to } = times
  const state = t(`timeline.state.${times.state}`)
  const after = (at: number): string => format.duration(at - start)
  const facts = { state, from: after(from ?? end), to: after(to ?? end) }
  const when = from !== undefined ? t(to === undefined ? 'timeline.tip.since' : 'timeline.tip.span', facts) : to !== undefined ? t('timeline.tip.at', facts) : state // prettier-ignore
  if (counts === undefined) return [when]
  const rows = [
    ...(Object.keys(counts.in).length === 0 ? [] : [['in', rowsIn(counts)] as const]),
    ...(Object.keys(counts.out).length === 0 ? [] : [['out', rowsOut(counts)] as const]),
    ...(counts.rejected === 0 ? [] : [['rejected', counts.rejected] as const]),
  ].map(([key, count]) => t(`timeline.tip.${key}`, { count, shown: format.number(count) }))
  return [when, ...(from === undefined ? [] : [t('timeline.facts.took', { duration: format.duration((to ?? end) - from) })]), ...rows]
}

/** A node in the timeline: waiting is a thin line, work a bar; what was done at once is a mark. */
export function TimelineRow({ times, label, start, end, share, counts, isCurrent, onFocus }: Props) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const tip = useTip({ times, start, end, counts })
  const { state, from, to } = times
  const isOpen = state === 'waiting' || state === 'unreached'
  const begins = from ?? to ?? end
  const rows = counts === undefined ? undefined : Object.keys(counts.out).length === 0 ? rowsIn(counts) : rowsOut(counts)
  return (
    <Tooltip
      multiline
      position="bottom"
      events={{ hover: true, focus: true, touch: true }}
      label={
        <>
          <strong>{label}</strong>
          {tip.map((line) => (
            <div key={line}>{line}</div>
          ))}
        </>
      }
    >
      <tr tabIndex={isCurrent ? 0 : -1} onFocus={onFocus}>
        <td>
          <span title={label}>{label}</span>
        </td>
        <td className={classes['lane']}>
          <span className="visually-hidden">{t(`timeline.state.${state}`)}</span>
          <div aria-hidden>
            <i data-state="waiting" style={{ left: 0, width: `${share(begins)}%` }} />
            {!isOpen && (
              <i
                data-state={state}
                data-instant={from === undefined}
                style={{ left: `${share(begins)}%`, width: `${share(to ?? end) - share(begins)}%` }}
              />
            )}
          </div>
        </td>
        <td>{from === undefined ? (to === undefined ? t(`timeline.state.${state}`) : '') : format.duration(from - start)}</td>
        <td>{from === undefined ? '' : format.duration((to ?? end) - from)}</td>
        <td>{rows === undefined ? '' : format.number(rows)}</td>
      </tr>
    </Tooltip>
  )
}
