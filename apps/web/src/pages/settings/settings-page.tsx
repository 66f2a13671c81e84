import { useTranslation } from 'react-i18next'
import { useRoute } from '../../api/queries.ts'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { AccountSection } from './account-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { AuditSection } from './audit-section.tsx'
import { OperationsSection } from './operations-section.tsx'
import { TokensSection } from './tokens-section.tsx'
import { WorkspaceSection } from './workspace-section.tsx'
import classes from './settings.module.css'

const SECTIONS = ['appearance', 'account', 'workspace', 'operations', 'tokens', 'audit'] as const
/** Sections that only owners see. */
const OF_OWNERS: readonly string[] = ['tokens', 'audit']

/** Language, theme, account, what the workspace allows, and API tokens. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const session = useRoute('readSession', {})
  const mayAdminister = session.data?.abilities.includes('administer') === true
  return (
    <>
      <TopBar title={t('title')} />
      <PageBody>
        <div className={classes['columns']}>
          <nav aria-label={t('sections')} className={classes['toc']}>
            {SECTIONS.filter((section) => !OF_OWNERS.includes(section) || mayAdminister).map((section) => (
              <a key={section} href={`#${section}`}>
                {section === 'audit' ? t('audit:section.title') : t(`${section}.title`)}
              </a>
            ))}
          </nav>
          <div className={classes['sections']}>
            <AppearanceSection />
            <AccountSection />
            <WorkspaceSection />
            <OperationsSection mayAdminister={mayAdminister} />
            {mayAdminister && <TokensSection />}
            {mayAdminister && <AuditSection />}
            {session.data !== undefined && <p className={classes['version']}>{t('version', { version: session.data.version })}</p>}
          </div>
        </div>
      </PageBody>
    </>
  )
}
