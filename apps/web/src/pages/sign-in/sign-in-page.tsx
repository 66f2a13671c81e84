import { Button, Code, Group, Paper, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { useChange } from '../../api/queries.ts'
import { errorText } from '../../ui/error-text.ts'
import { LanguageSwitch } from '../../ui/language-switch.tsx'
import { Logo } from '../../ui/logo.tsx'
import { localAddress, takeToken } from './link-token.ts'
import classes from './sign-in.module.css'

/** Signs in by the one-time link of the address, or by email and password. */
export function SignInPage() {
  const { t } = useTranslation('sign-in')
  const navigate = useNavigate()
  const client = useQueryClient()
  const [search] = useSearchParams()
  const [token] = useState(() => takeToken())
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const link = useChange('signInWithLink', [])
  const form = useChange('signInWithPassword', [])
  const enter = (): void => {
    client.clear()
    void navigate(localAddress(search.get('next')), { replace: true })
  }
  // A token works once: it is sent when the page opens and never again.
  const sendToken = useEffectEvent(() => {
    if (token !== undefined) link.mutate({ body: { token } }, { onSuccess: enter })
  })
  useEffect(() => {
    document.title = t('shell:tabTitle', { title: t('title') })
  }, [t])
  useEffect(() => sendToken(), [])
  const failure = form.isError ? errorText(t, form.error) : undefined
  return (
    <main className={classes['page']}>
      <Paper withBorder p="xl" radius="lg" w={380} shadow="sm">
        <Stack gap="md">
          <Group gap="sm" c="accent">
            <Logo />
            <h1 className={classes['title']}>{t('title')}</h1>
          </Group>
          {link.isPending && <Text role="status">{t('withLink')}</Text>}
          {link.isError && (
            <div role="alert" className={classes['failed']}>
              <Text fw={600}>{t('linkFailed')}</Text>
              <Text>{t('linkFailedText')}</Text>
            </div>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault()
              form.mutate({ body: { email, password } }, { onSuccess: enter })
            }}
          >
            <Stack gap="sm">
              <TextInput
                label={t('email')}
                type="email"
                autoComplete="username"
                required
                value={email}
                onChange={(e) => setEmail(e.currentTarget.value)}
              />
              <PasswordInput
                label={t('password')}
                autoComplete="current-password"
                required
                value={password}
                onChange={(e) => setPassword(e.currentTarget.value)}
              />
              {failure !== undefined && (
                <div role="alert" className={classes['failed']}>
                  <Text fw={600}>{failure.title}</Text>
                  <Text>{failure.advice}</Text>
                </div>
              )}
              <Button type="submit" loading={form.isPending}>
                {t('submit')}
              </Button>
            </Stack>
          </form>
          <div>
            <Text fw={600}>{t('noPassword')}</Text>
            <Text c="dimmed">{t('howToLink')}</Text>
            <Code block mt={8}>
              {'npm run --silent sluice -- sign-in-link'}
            </Code>
          </div>
          <LanguageSwitch />
        </Stack>
      </Paper>
    </main>
  )
}
