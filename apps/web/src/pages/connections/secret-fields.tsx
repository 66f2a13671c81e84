import { Anchor, PasswordInput } from '@mantine/core'
import { secretParts, type ConnectionType } from '@sluice/catalog'
import type { ConnectionDto } from '@sluice/contract'
import type { Problem } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import { neededAgain, type Draft } from './draft.ts'
import { useProblemText } from './problem-text.ts'
import classes from './connections.module.css'

interface Props {
  readonly type: ConnectionType
  readonly saved: ConnectionDto | undefined
  readonly draft: Draft
  readonly problems: readonly Problem[]
  readonly onChange: (name: string, value: string | null) => void
}

/** The parts of a connection that are written and never shown again. */
export function SecretFields({ type, saved, draft, problems, onChange }: Props) {
  const { t } = useTranslation('connections')
  const problemText = useProblemText()
  const again = new Set(neededAgain(type, saved, draft))
  return secretParts(type, draft.config).map(([name, part]) => {
    const text = (key: string): string => t(`catalog:connections.${type.type}.fields.${name}.${key}`)
    const isSaved = saved?.secrets.includes(name) === true && draft.secrets[name] !== null
    const problem = problems.find(({ path }) => path?.[0] === name)
    const error = again.has(name) ? t('secret.again') : problem === undefined ? undefined : problemText(problem)
    return (
      <div key={name} className={classes['field']}>
        <PasswordInput
          label={text('label')}
          description={text('help')}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          autoComplete="new-password"
          placeholder={isSaved && !again.has(name) ? t('secret.kept') : ''}
          value={draft.secrets[name] ?? ''}
          onChange={(event) => onChange(name, event.currentTarget.value)}
          {...(error !== undefined && { error })}
        />
        {isSaved && !part.required && (draft.secrets[name] ?? '') === '' && (
          <Anchor component="button" type="button" size="xs" onClick={() => onChange(name, null)}>
            {t('secret.remove')}
          </Anchor>
        )}
        {saved?.secrets.includes(name) === true && draft.secrets[name] === null && (
          <Anchor component="button" type="button" size="xs" onClick={() => onChange(name, '')}>
            {t('secret.keep')}
          </Anchor>
        )}
      </div>
    )
  })
}
