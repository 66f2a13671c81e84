import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../ui/empty-state.tsx'
import { TopBar } from '../ui/top-bar.tsx'

/** For an address that names no page. */
export function NotFoundPage() {
  const { t } = useTranslation('shell')
  return (
    <>
      <TopBar title={t('notFound.title')} />
      <EmptyState icon={IconMapOff} title={t('notFound.title')} text={t('notFound.text')}>
        <Button component={Link} to="/flows">
          {t('notFound.toFlows')}
        </Button>
      </EmptyState>
    </>
  )
}
