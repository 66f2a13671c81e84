import { Button, TextInput } from '@mantine/core'
import { isRecord, type ConnectionType } from '@sluice/catalog'
import type { ConnectionDto } from '@sluice/contract'
import { IconPlugConnected } from '@tabler/icons-react'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { jsonConfig } from '../../editor/document/json-config.ts'
import type { FormHost } from '../../forms/form-host.ts'
import { NodeForm } from '../../forms/node-form.tsx'
import { setAt } from '../../forms/values.ts'
import { errorText } from '../../ui/error-text.ts'
import { draftOf, draftProblems, isName, newDraft, sentSecrets } from './draft.ts'
import { SecretFields } from './secret-fields.tsx'
import { TestAnswer } from './test-state.tsx'
import { UsedByFlows } from './used-by.tsx'
import classes from './connections.module.css'

interface Props {
  readonly type: ConnectionType
  /** Absent: a new one. */
  readonly saved: ConnectionDto | undefined
  readonly onSaved: (name: string) => void
  readonly onClose: () => void
}

/** Makes or changes a connection; tests what is typed without saving it. */
export function ConnectionForm({ type, saved, onSaved, onClose }: Props) {
  const { t } = useTranslation('connections')
  const [draft, setDraft] = useState(() => (saved === undefined ? newDraft(type) : draftOf(saved)))
  const [asked, setAsked] = useState(false)
  const create = useChange('createConnection', ['listConnections'])
  const update = useChange('updateConnection', ['listConnections'])
  const attempt = useChange('tryConnection', [])
  const problems = draftProblems(type, saved, draft)
  const wrongName = saved === undefined && !isName(draft.name)
  const failure = create.error ?? update.error ?? attempt.error
  const edit = (change: Partial<typeof draft>): void => {
    setDraft((before) => ({ ...before, ...change }))
    attempt.reset()
  }
  const host: FormHost = {
    texts: `connections.${type.type}`,
    problems: asked ? problems : [],
    columns: () => [],
    parameters: [],
    zone: 'UTC',
    change: (path, value) => {
      const config = setAt(draft.config, path, value)
      if (isRecord(config)) edit({ config: jsonConfig(config) })
    },
    settle: () => undefined,
  }
  const settings = { config: draft.config, secrets: sentSecrets(draft) }
  const save = (event: SyntheticEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (problems.length > 0 || wrongName) return
    const done = { onSuccess: () => onSaved(draft.name) }
    if (saved === undefined) create.mutate({ body: { name: draft.name, type: type.type, ...settings } }, done)
    else update.mutate({ params: { name: saved.name }, body: { version: saved.version, ...settings } }, done)
  }
  const tryIt = (): void => {
    setAsked(true)
    if (problems.length > 0) return
    attempt.mutate({ body: { type: type.type, ...settings, ...(saved === undefined ? {} : { name: saved.name }) } })
  }
  return (
    <form className={classes['form']} onSubmit={save} noValidate>
      <div className={classes['fields']}>
        {saved === undefined && (
          <TextInput
            label={t('name')}
            description={t('nameHelp')}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            data-autofocus
            className={classes['field'] ?? ''}
            autoComplete="off"
            maxLength={64}
            value={draft.name}
            onChange={(event) => edit({ name: event.currentTarget.value })}
            {...((asked || draft.name !== '') && wrongName && { error: t('wrongName') })}
          />
        )}
        <NodeForm definition={type} config={draft.config} host={host}>
          <SecretFields
            type={type}
            saved={saved}
            draft={draft}
            problems={host.problems}
            onChange={(name, value) => edit({ secrets: { ...draft.secrets, [name]: value } })}
          />
        </NodeForm>
        {saved !== undefined && (
          <div>
            <h3 className={classes['label']}>{t('columns.usedBy')}</h3>
            <UsedByFlows usedBy={saved.usedBy} />
          </div>
        )}
      </div>
      <footer className={classes['footer']}>
        {failure !== null && <Failure failure={failure} />}
        <TestAnswer answer={attempt.data} busy={attempt.isPending} />
        <div className={classes['buttons']}>
          <Button variant="default" leftSection={<IconPlugConnected size={14} />} loading={attempt.isPending} onClick={tryIt}>
            {t('test.action')}
          </Button>
          <span className={classes['space']} />
          <Button variant="default" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {t('shell:save')}
          </Button>
        </div>
      </footer>
    </form>
  )
}

function Failure({ failure }: { readonly failure: Error }) {
  const { t } = useTranslation('connections')
  const { title, advice } = errorText(t, failure)
  return (
    <div role="alert" className={classes['answer']} data-tone="bad">
      <span>
        <strong>{title}</strong> {advice}
      </span>
    </div>
  )
}
