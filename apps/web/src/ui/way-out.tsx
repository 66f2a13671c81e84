import { Anchor } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

/** After the words of a problem: the way to where an internal address is let through. Nothing for other problems. */
export function WayOut({ code }: { readonly code: string }) {
  const { t } = useTranslation('shell')
  if (code !== 'database-address-refused' && code !== 'address-refused') return null
  return (
    <Anchor component={Link} to="/settings#workspace" inherit underline="always">
      {t('allowAddress')}
    </Anchor>
  )
}
