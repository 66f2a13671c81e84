import { dedupeSchema, signInSchema, type Dedupe, type SignIn, type TriggerConfigOf } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { ChoiceField, NumberField, TextField } from './form-fields.tsx'
import type { Incoming } from './trigger-draft.ts'
import classes from './triggers.module.css'

const SIGN_INS = ['timed-signature', 'signature', 'api-key', 'open'] as const
const DEDUPES = ['body', 'path', 'header', 'none'] as const

/** What a new way to recognise an event starts from. */
const NEW_DEDUPE: Readonly<Record<Dedupe['kind'], Dedupe>> = {
  body: { kind: 'body' },
  none: { kind: 'none' },
  header: { kind: 'header', name: 'X-Event-Id' },
  path: { kind: 'path', path: 'id' },
}

interface Props<T> {
  readonly value: T
  readonly onChange: (value: T) => void
  readonly wrong: ReadonlySet<string>
}

/** How a request shows that it may come in. */
export function SignInFields({ value, onChange, wrong }: Props<SignIn>) {
  const { t } = useTranslation('triggers')
  return (
    <fieldset className={classes['group']}>
      <legend>{t('groups.signIn')}</legend>
      <ChoiceField name="signIn" value={value.kind} options={SIGN_INS} onChange={(kind) => onChange(signInSchema.parse({ kind }))} />
      {value.kind !== 'open' && (
        <TextField
          name="header"
          value={value.header}
          wrong={wrong.has('signIn.header')}
          onChange={(header) => onChange({ ...value, header })}
          code
        />
      )}
      {value.kind === 'signature' && (
        <div className={classes['pair']}>
          <TextField name="prefix" value={value.prefix} onChange={(prefix) => onChange({ ...value, prefix })} code />
          <ChoiceField
            name="encoding"
            value={value.encoding}
            options={['hex', 'base64']}
            onChange={(encoding) => onChange({ ...value, encoding })}
          />
        </div>
      )}
      {value.kind === 'timed-signature' && (
        <NumberField
          name="tolerance"
          value={value.toleranceSeconds}
          min={5}
          max={3_600}
          onChange={(toleranceSeconds) => onChange({ ...value, toleranceSeconds })}
        />
      )}
    </fieldset>
  )
}

/** What makes two requests the same event. */
export function DedupeFields({ value, onChange, wrong }: Props<Dedupe>) {
  const { t } = useTranslation('triggers')
  return (
    <fieldset className={classes['group']}>
      <legend>{t('groups.dedupe')}</legend>
      <ChoiceField name="dedupe" value={value.kind} options={DEDUPES} onChange={(kind) => onChange(dedupeSchema.parse(NEW_DEDUPE[kind]))} />
      {value.kind === 'header' && (
        <TextField
          name="dedupeHeader"
          value={value.name}
          wrong={wrong.has('dedupe.name')}
          onChange={(name) => onChange({ ...value, name })}
          code
        />
      )}
      {value.kind === 'path' && (
        <TextField
          name="dedupePath"
          value={value.path}
          wrong={wrong.has('dedupe.path')}
          onChange={(path) => onChange({ ...value, path })}
          code
        />
      )}
    </fieldset>
  )
}

type Retrying = Exclude<TriggerConfigOf<'webhook' | 'file' | 'flow'>, Incoming & { kind: 'endpoint' }>

/** What happens after a failure. */
export function RetryFields<T extends Retrying>({ value, onChange }: Pick<Props<T>, 'value' | 'onChange'>) {
  return (
    <div className={classes['pair']}>
      <NumberField
        name="maxAttempts"
        value={value.maxAttempts}
        min={1}
        max={20}
        onChange={(maxAttempts) => onChange({ ...value, maxAttempts })}
      />
      <NumberField
        name="backoff"
        value={value.backoffSeconds}
        min={0}
        max={300}
        onChange={(backoffSeconds) => onChange({ ...value, backoffSeconds })}
      />
    </div>
  )
}
