import { Button, CopyButton, Group, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import type { AlertRuleDto } from '@sluice/contract'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { errorText } from '../../ui/error-text.ts'
import { bodyOf, draftOf, FIELDS, firstLimits, KINDS, newDraft, wrongFields, type Limits, type RuleDraft } from './rule-draft.ts'
import classes from './alerts.module.css'

const NOTHING: ReadonlySet<string> = new Set()

interface Props {
  /** Absent: a new one. */
  readonly rule: AlertRuleDto | undefined
  readonly onClose: () => void
}

/** Makes or changes a rule; when saving made a secret, shows it this one time. */
export function RuleForm({ rule, onClose }: Props) {
  const { t } = useTranslation('alerts')
  const [draft, setDraft] = useState<RuleDraft>(() => (rule === undefined ? newDraft() : draftOf(rule)))
  const [asked, setAsked] = useState(false)
  const [secret, setSecret] = useState<string>()
  const flows = useRoute('listFlows', {})
  const create = useChange('createAlertRule', ['listAlertRules'])
  const save = useChange('saveAlertRule', ['listAlertRules', 'listAlerts'])
  const wrong = asked ? wrongFields(draft) : NOTHING
  const failure = create.error ?? save.error
  const edit = (change: Partial<RuleDraft>): void => setDraft((before) => ({ ...before, ...change }))
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setAsked(true)
    const body = bodyOf(draft)
    if (body === undefined) return
    const done = { onSuccess: (made: { secret: string | null }) => (made.secret === null ? onClose() : setSecret(made.secret)) }
    if (rule === undefined) create.mutate({ body }, done)
    else save.mutate({ params: { id: rule.id }, body }, done)
  }
  if (secret !== undefined) return <Secret secret={secret} onClose={onClose} />
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label={t('fields.name')}
        data-autofocus
        maxLength={200}
        autoComplete="off"
        value={draft.name}
        onChange={(event) => edit({ name: event.currentTarget.value })}
        {...(wrong.has('name') && { error: t('wrong.name') })}
      />
      <Select
        label={t('fields.kind')}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        value={draft.kind}
        onChange={(value) => {
          const kind = KINDS.find((known) => known === value)
          if (kind !== undefined) edit({ kind, limits: firstLimits(kind) })
        }}
      />
      <LimitFields draft={draft} wrong={wrong.has('limits')} onChange={(limits) => edit({ limits })} />
      {draft.kind !== 'queue' && (
        <Select
          label={t('fields.flow')}
          searchable
          clearable
          placeholder={t('everyFlow')}
          data={flows.data?.flows.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={draft.flowId}
          onChange={(flowId) => edit({ flowId })}
        />
      )}
      <TextInput
        label={t('fields.webhook')}
        description={draft.webhook === undefined ? t('fields.webhookKept', { target: rule?.target ?? '' }) : t('fields.webhookHelp')}
        placeholder={draft.webhook === undefined ? t('fields.webhookOther') : 'https://'}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        autoComplete="off"
        type="url"
        value={draft.webhook ?? ''}
        onChange={(event) => edit({ webhook: event.currentTarget.value })}
        {...(wrong.has('webhook') && { error: t('wrong.webhook') })}
      />
      <Switch label={t('fields.paused')} checked={draft.paused} onChange={(event) => edit({ paused: event.currentTarget.checked })} />
      {failure !== null && (
        <div role="alert" className={classes['error']}>
          <strong>{errorText(t, failure).title}</strong> {errorText(t, failure).advice}
        </div>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" loading={create.isPending || save.isPending}>
          {rule === undefined ? t('rules.create') : t('shell:save')}
        </Button>
      </Group>
    </form>
  )
}

function LimitFields({
  draft,
  wrong,
  onChange,
}: {
  readonly draft: RuleDraft
  readonly wrong: boolean
  readonly onChange: (limits: Limits) => void
}) {
  const { t } = useTranslation('alerts')
  return (
    <div className={classes['limits']}>
      {FIELDS[draft.kind].map(({ name }, index) => (
        <NumberInput
          key={`${draft.kind} ${name}`}
          label={t(`limits.${draft.kind}.${name}`)}
          min={0}
          value={draft.limits[name] ?? ''}
          onChange={(value) => onChange({ ...draft.limits, [name]: value === '' ? undefined : Number(value) })}
          {...(wrong && index === 0 && { error: t(`wrong.${draft.kind}`) })}
        />
      ))}
    </div>
  )
}

function Secret({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const { t } = useTranslation('alerts')
  return (
    <div className={classes['form']}>
      <p>{t('secret.text')}</p>
      <code className={classes['secret']}>{secret}</code>
      <p className={classes['quiet']}>{t('secret.how')}</p>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy} data-autofocus>
              {copied ? t('secret.copied') : t('secret.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t('secret.done')}</Button>
      </Group>
    </div>
  )
}
