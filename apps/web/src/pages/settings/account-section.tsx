import { Button, PasswordInput, Skeleton, TextInput } from '@mantine/core'
import type { SessionDto } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange, useRoute } from '../../api/queries.ts'
import { errorText } from '../../ui/error-text.ts'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { Section } from './section.tsx'
import classes from './settings.module.css'

const SHORTEST = 12

/** Who is signed in; the first password, or another one. */
export function AccountSection() {
  const { t } = useTranslation('settings')
  const navigate = useNavigate()
  const session = useRoute('readSession', {})
  const signOut = useChange('signOut', [])
  return (
    <Section
      id="account"
      title={t('account.title')}
      text={session.data?.user.hasPassword === false ? t('account.noPassword') : t('account.text')}
    >
      {session.data === undefined ? <Skeleton height={160} /> : <AccountForm key={session.data.user.email} session={session.data} />}
      <Button
        mt="md"
        variant="subtle"
        onClick={() => signOut.mutate({}, { onSuccess: () => void navigate('/sign-in'), onError: (error) => notifyError(t, error) })}
        loading={signOut.isPending}
      >
        {t('account.signOut')}
      </Button>
    </Section>
  )
}

function AccountForm({ session }: { readonly session: SessionDto }) {
  const { t } = useTranslation('settings')
  const save = useChange('setPassword', ['readSession'])
  const [name, setName] = useState(session.user.name)
  // A new workspace's owner has a placeholder that no mail goes to.
  const [email, setEmail] = useState(session.user.email.endsWith('.invalid') ? '' : session.user.email)
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const asked = session.user.hasPassword && session.needsCurrentPassword
  const tooShort = password !== '' && password.length < SHORTEST
  const failure = save.isError ? errorText(t, save.error) : undefined
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        const done = (): void => {
          setCurrent('')
          setPassword('')
          notifyDone(t, t('account.saved'))
        }
        save.mutate({ body: { name, email, password, ...(asked ? { current } : {}) } }, { onSuccess: done })
      }}
    >
      <TextInput
        label={t('account.name')}
        autoComplete="name"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('account.email')}
        description={t('account.emailHelp')}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {asked && (
        <PasswordInput
          label={t('account.current')}
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        label={session.user.hasPassword ? t('account.newPassword') : t('account.password')}
        description={t('account.passwordHelp', { count: SHORTEST })}
        error={tooShort ? t('account.tooShort', { count: SHORTEST - password.length }) : undefined}
        autoComplete="new-password"
        required
        minLength={SHORTEST}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {failure !== undefined && (
        <div role="alert" className={classes['error']}>
          <strong>{failure.title}</strong>
          <br />
          {failure.advice}
        </div>
      )}
      <Button type="submit" loading={save.isPending} disabled={tooShort}>
        {session.user.hasPassword ? t('account.change') : t('account.set')}
      </Button>
    </form>
  )
}
