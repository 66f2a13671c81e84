import type { AuditEntry } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import classes from '../../ui/list.module.css'
import own from './audit.module.css'
import { factsOf, nameOf } from './audit-facts.ts'
import { useActionText } from './use-action-text.ts'

interface Props {
  readonly entries: readonly AuditEntry[]
  /** By id, of what is there and of what is gone. */
  readonly names: ReadonlyMap<string, string>
  readonly firstBroken: number | null
  readonly onObject: (object: string) => void
}

/** Entries as rows. */
export function AuditTable({ entries, names, firstBroken, onObject }: Props) {
  const { t } = useTranslation('audit')
  return (
    <div className={classes['frame']}>
      <table className={`${classes['list'] ?? ''} ${own['table'] ?? ''}`}>
        <thead>
          <tr>
            <th>{t('columns.at')}</th>
            <th>{t('columns.who')}</th>
            <th>{t('columns.action')}</th>
            <th>{t('columns.object')}</th>
            <th>{t('columns.detail')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} names={names} broken={entry.id === firstBroken} onObject={onObject} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly entry: AuditEntry
  readonly names: ReadonlyMap<string, string>
  readonly broken: boolean
  readonly onObject: (object: string) => void
}

function AuditRow({ entry, names, broken, onObject }: RowProps) {
  const { t } = useTranslation('audit')
  const format = useFormat()
  const { actionText } = useActionText()
  const name = nameOf(entry, names)
  const facts = factsOf(entry, names).map(([key, value]) => t('fact', { name: key, value }))
  return (
    <tr>
      <td data-brief>
        {format.instant(entry.at)}
        <div className={classes['sub']}>{format.ago(entry.at)}</div>
      </td>
      <td>{entry.who}</td>
      <td>
        {actionText(entry.action)} {broken && <Chip tone="bad">{t('chain.here')}</Chip>}
        <div className={classes['sub']}>
          <code>{entry.action}</code>
        </div>
      </td>
      <td>
        <button
          type="button"
          className={classes['nameButton']}
          aria-label={t('about', { object: name })}
          onClick={() => onObject(entry.object)}
        >
          {name}
        </button>
      </td>
      <td className={own['facts']}>{facts.join(t('shell:listComma'))}</td>
    </tr>
  )
}
