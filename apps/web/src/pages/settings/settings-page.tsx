import { useTranslation } from 'react-i18next'
import { useRoute } from '../../api/queries.ts'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { AccountSection } from './account-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { SecretsSection } from './secrets-section.tsx'
import { WorkspaceSection } from './workspace-section.tsx'
import classes from './settings.module.css'

const SECTIONS = ['appearance', 'account', 'secrets', 'workspace'] as const

/** Language, theme, account, secrets and what the workspace allows. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const session = useRoute('readSession', {})
  return (
    <>
      <TopBar title={t('title')} />
      <PageBody>
        <div className={classes['columns']}>
          <nav aria-label={t('sections')} className={classes['toc']}>
            {SECTIONS.map((section) => (
              <a key={section} href={`#${section}`}>
                {t(`${section}.title`)}
              </a>
            ))}
          </nav>
          <div className={classes['sections']}>
            <AppearanceSection />
            <AccountSection />
            <SecretsSection />
            <WorkspaceSection />
            {session.data !== undefined && <p className={classes['version']}>{t('version', { version: session.data.version })}</p>}
          </div>
        </div>
      </PageBody>
    </>
  )
}
