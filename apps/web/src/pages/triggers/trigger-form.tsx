import { Button, Group, Select, TextInput } from '@mantine/core'
import type { TriggerDto } from '@sluice/contract'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { errorText } from '../../ui/error-text.ts'
import { ChoiceField } from './form-fields.tsx'
import { KindFields } from './kind-fields.tsx'
import { draftOf, KINDS, newConfig, newDraft, wrongFields, type TriggerDraft } from './trigger-draft.ts'
import classes from './triggers.module.css'

const NOTHING: ReadonlySet<string> = new Set()

interface Props {
  /** Absent: a new one. */
  readonly trigger: TriggerDto | undefined
  readonly flowId: string | undefined
  /** `secret` is there when saving made one: it is shown this one time. */
  readonly onSaved: (trigger: TriggerDto, secret: string | null) => void
  readonly onClose: () => void
}

/** Makes or changes a trigger. */
export function TriggerForm({ trigger, flowId, onSaved, onClose }: Props) {
  const { t } = useTranslation('triggers')
  const [draft, setDraft] = useState<TriggerDraft>(() => (trigger === undefined ? newDraft(flowId) : draftOf(trigger)))
  const [asked, setAsked] = useState(false)
  const flows = useRoute('listFlows', {})
  const flow = useRoute('readFlow', { params: { id: draft.flowId ?? '' } }, { enabled: draft.flowId !== undefined })
  const create = useChange('createTrigger', ['listTriggers'])
  const save = useChange('saveTrigger', ['listTriggers', 'listTriggerEvents'])
  const wrong = asked ? wrongFields(draft) : NOTHING
  const failure = create.error ?? save.error
  const edit = (change: Partial<TriggerDraft>): void => setDraft((before) => ({ ...before, ...change }))
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setAsked(true)
    const { name, config } = draft
    if (wrongFields(draft).size > 0 || draft.flowId === undefined) return
    const body = { name, flowId: draft.flowId, config: { ...config } }
    const done = { onSuccess: (made: { trigger: TriggerDto; secret: string | null }) => onSaved(made.trigger, made.secret) }
    if (trigger === undefined) create.mutate({ body }, done)
    else save.mutate({ params: { id: trigger.id }, body }, done)
  }
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      {trigger === undefined && (
        <ChoiceField name="kind" value={draft.config.kind} options={KINDS} onChange={(kind) => edit({ config: newConfig(kind) })} />
      )}
      <TextInput
        label={t('fields.name.label')}
        maxLength={200}
        data-autofocus
        autoComplete="off"
        value={draft.name}
        onChange={(event) => edit({ name: event.currentTarget.value })}
        {...(wrong.has('name') && { error: t('fields.name.wrong') })}
      />
      <Select
        searchable
        label={t('fields.flow.label')}
        description={t('fields.flow.help')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        data={flows.data?.flows.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={draft.flowId ?? null}
        onChange={(id) => edit({ flowId: id ?? undefined })}
        {...(wrong.has('flowId') && { error: t('fields.flow.wrong') })}
      />
      <KindFields
        config={draft.config}
        parameters={flow.data?.flow.parameters ?? []}
        wrong={wrong}
        onChange={(config) => edit({ config })}
      />
      {failure !== null && (
        <div role="alert" className={classes['error']}>
          <strong>{errorText(t, failure).title}</strong> {errorText(t, failure).advice}
        </div>
      )}
      <Group justify="flex-end" gap="xs" className={classes['footer'] ?? ''}>
        <Button variant="default" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" loading={create.isPending || save.isPending}>
          {t('shell:save')}
        </Button>
      </Group>
    </form>
  )
}
