import { Button, Code, Group } from '@mantine/core'
import { IconBug } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { EmptyState } from '../ui/empty-state.tsx'

/** In place of a page whose code failed: what to do, and the message to report. */
export function CrashPage() {
  const { t } = useTranslation('shell')
  const error = useRouteError()
  return (
    <EmptyState icon={IconBug} title={t('crash.title')} text={t('crash.text')}>
      <Group>
        <Button onClick={() => location.reload()}>{t('crash.reload')}</Button>
        <Button component="a" href="/flows" variant="default">
          {t('notFound.toFlows')}
        </Button>
      </Group>
      {error instanceof Error && <Code>{error.message}</Code>}
    </EmptyState>
  )
}
