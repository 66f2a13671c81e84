import { Checkbox } from '@mantine/core'
import type { InboxRow, RejectedState } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChange } from '../../api/queries.ts'
import { useReasons } from '../../data/use-reason.ts'
import list from '../../ui/list.module.css'
import { notifyError } from '../../ui/notify.ts'
import { MendableCell } from './mendable-cell.tsx'
import { MENDING } from './rejected-view.ts'
import classes from './rejected.module.css'

interface Props {
  readonly rows: readonly InboxRow[]
  readonly state: RejectedState
  readonly chosen: ReadonlySet<number>
  readonly onChoose: (change: (before: ReadonlySet<number>) => ReadonlySet<number>) => void
}

/** Rejected rows with their values; open ones can be mended in place. */
export function InboxGrid({ rows, state, chosen, onChoose }: Props) {
  const { t } = useTranslation('rejected')
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.row)))]
  const choose = (id: number, is: boolean): void =>
    onChoose((before) => (is ? new Set([...before, id]) : new Set([...before].filter((other) => other !== id))))
  const all = chosen.size === rows.length
  return (
    <div className={classes['scroll']}>
      <table className={list['list']}>
        <thead>
          <tr>
            {state !== 'resubmitted' && (
              <th>
                <Checkbox
                  aria-label={t('chooseAll')}
                  checked={all}
                  indeterminate={chosen.size > 0 && !all}
                  onChange={() => onChoose(() => (all ? new Set() : new Set(rows.map((row) => row.id))))}
                />
              </th>
            )}
            <th>{t('reason')}</th>
            {columns.map((name) => (
              <th key={name}>{name}</th>
            ))}
            <th>{t(state === 'dropped' ? 'droppedBy' : state === 'resubmitted' ? 'replay' : 'assigned')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <GridLine
              key={row.id}
              row={row}
              columns={columns}
              state={state}
              chosen={chosen.has(row.id)}
              onChoose={(is) => choose(row.id, is)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface LineProps {
  readonly row: InboxRow
  readonly columns: readonly string[]
  readonly state: RejectedState
  readonly chosen: boolean
  readonly onChoose: (is: boolean) => void
}

function GridLine({ row, columns, state, chosen, onChoose }: LineProps) {
  const { t } = useTranslation('rejected')
  const reasons = useReasons()
  const fix = useChange('fixRejected', ['listInbox'], MENDING)
  // The next cell of the row may be mended before the answer is here.
  const fixed = fix.isPending ? fix.variables.body.row : row.fixed
  const mend = (name: string, value: string | null): void => {
    const cells = { ...fixed, [name]: value }
    const changed = Object.fromEntries(Object.entries(cells).filter(([column, cell]) => cell !== (row.row[column] ?? null)))
    // What somebody mends is what they want to take in again.
    const same = Object.keys(changed).length === 0
    onChoose(!same)
    fix.mutate({ params: { row: row.id }, body: { row: same ? null : changed } }, { onError: (error) => notifyError(t, error) })
  }
  return (
    <tr>
      {state !== 'resubmitted' && (
        <td>
          <Checkbox aria-label={t('choose', { id: row.id })} checked={chosen} onChange={(event) => onChoose(event.currentTarget.checked)} />
        </td>
      )}
      <td>
        {reasons.row(row)}
        <div className={list['sub']}>{row.source === null ? '' : row.line === null ? row.source : `${row.source}:${row.line}`}</div>
      </td>
      {columns.map((name) => (
        <td key={name}>
          <MendableCell
            name={name}
            arrived={row.row[name] ?? null}
            mended={fixed !== null && name in fixed ? (fixed[name] ?? null) : undefined}
            wrong={row.column === name}
            readOnly={state !== 'open'}
            onMend={(value) => mend(name, value)}
          />
        </td>
      ))}
      <td>{state === 'open' ? (row.assignee ?? t('nobody')) : <Outcome row={row} />}</td>
    </tr>
  )
}

function Outcome({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('rejected')
  if (row.replayId === null || row.state === 'dropped')
    return (
      <>
        {row.resolvedBy}
        <div className={list['sub']}>{row.reason}</div>
      </>
    )
  return (
    <Link className={list['link']} to={`/runs/${row.replayId}`}>
      {t('openReplay')}
    </Link>
  )
}
