import { Button, CloseButton, Select, TextInput } from '@mantine/core'
import type { AuditState } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import classes from '../../ui/list.module.css'
import { actionGroups } from './action-groups.ts'
import { EVERYTHING, type AuditView } from './audit-view.ts'
import { useActionText } from './use-action-text.ts'
import own from './audit.module.css'

interface Props {
  readonly view: AuditView
  readonly state: AuditState | undefined
  readonly onChange: (change: Partial<AuditView>) => void
}

/** Who, what and when; what the log holds is offered. */
export function AuditFilters({ view, state, onChange }: Props) {
  const { t } = useTranslation('audit')
  const { actionText, kindText } = useActionText()
  const { who, action, object, from, until } = view
  const filtered = [who, action, object, from, until].some((value) => value !== undefined)
  const groups = actionGroups(state?.actions ?? []).map(({ kind, actions }) => ({
    group: kindText(kind),
    items: [
      ...(actions.length > 1 ? [{ value: `${kind}.`, label: t('allOf', { kind: kindText(kind) }) }] : []),
      ...actions.map((value) => ({ value, label: actionText(value) })),
    ],
  }))
  return (
    <div className={`${classes['tools'] ?? ''} ${own['filters'] ?? ''}`}>
      <Select
        w={180}
        clearable
        searchable
        aria-label={t('who')}
        placeholder={t('anybody')}
        data={state?.people ?? []}
        value={who ?? null}
        onChange={(value) => onChange({ who: value ?? undefined })}
      />
      <Select
        w={240}
        clearable
        searchable
        aria-label={t('what')}
        placeholder={t('anything')}
        data={groups}
        value={action ?? null}
        onChange={(value) => onChange({ action: value ?? undefined })}
      />
      {(['from', 'until'] as const).map((end) => (
        <label key={end} className={own['day']}>
          <span>{t(end)}</span>
          <TextInput
            type="date"
            w={150}
            value={view[end] ?? ''}
            onChange={(event) => onChange({ [end]: event.currentTarget.value || undefined })}
          />
        </label>
      ))}
      {object !== undefined && (
        <span className={own['object']} title={object}>
          {t('object')} <code>{object}</code>
          <CloseButton size={20} aria-label={t('clear')} onClick={() => onChange({ object: undefined })} />
        </span>
      )}
      {filtered && (
        <Button variant="subtle" onClick={() => onChange(EVERYTHING)}>
          {t('clear')}
        </Button>
      )}
    </div>
  )
}
