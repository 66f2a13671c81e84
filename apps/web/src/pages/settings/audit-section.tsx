import { Button } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Section } from './section.tsx'

/** The way to the audit log. Only owners see it. */
export function AuditSection() {
  const { t } = useTranslation('audit')
  return (
    <Section id="audit" title={t('section.title')} text={t('section.text')}>
      <Button variant="default" leftSection={<IconListSearch size={14} />} component={Link} to="/settings/audit">
        {t('section.open')}
      </Button>
    </Section>
  )
}
