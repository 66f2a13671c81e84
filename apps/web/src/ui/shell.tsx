import { Outlet } from 'react-router'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../api/queries.ts'
import { ErrorNotice } from './error-notice.tsx'
import { PauseBanner } from './pause-banner.tsx'
import { Rail } from './rail.tsx'
import { PageSkeleton } from './skeletons.tsx'
import classes from './shell.module.css'

/** The frame of every page for a person who is signed in: the rail and the page. */
export function Shell() {
  const { t } = useTranslation('shell')
  const session = useRoute('readSession', {})
  return (
    <div className={classes['shell']}>
      <a href="#page" className={classes['skip']}>
        {t('skipToPage')}
      </a>
      <Rail />
      <main id="page" tabIndex={-1} className={classes['page']}>
        {session.isPending ? (
          <PageSkeleton />
        ) : session.isError ? (
          <ErrorNotice error={session.error} retry={session.refetch} />
        ) : (
          <>
            <PauseBanner />
            <Outlet />
          </>
        )}
      </main>
    </div>
  )
}
