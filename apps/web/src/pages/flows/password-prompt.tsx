import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import classes from './flows.module.css'

/** Asks for a first password, as long as there is none. */
export function PasswordPrompt() {
  const { t } = useTranslation('flows')
  const session = useRoute('readSession', {})
  if (session.data?.user.hasPassword !== false) return null
  return (
    <div className={classes['prompt']}>
      <IconKey size={18} aria-hidden />
      <span>{t('password.text')}</span>
      <Button component={Link} to="/settings#account" size="compact-xs" ml="auto">
        {t('password.set')}
      </Button>
    </div>
  )
}
