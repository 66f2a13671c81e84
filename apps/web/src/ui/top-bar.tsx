import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { useTranslation } from 'react-i18next'
import { titleWhenCut } from './title-when-cut.ts'
import classes from './shell.module.css'

/** The bar over a page: the way back, the title (also the browser tab's), and what can be done. */
export function TopBar({
  title,
  back,
  badge,
  children,
}: {
  readonly title: string
  readonly back?: { readonly to: string; readonly label: string }
  readonly badge?: ReactNode
  readonly children?: ReactNode
}) {
  // prettier-ignore
  const { t } = useTranslation('shell')
  useEffect(() => {
    document.title = t('tabTitle', { title })
  }, [t, title])
  return (
    <header className={classes['top']}>
      {back !== undefined && (
        <Link to={back.to} className={classes['back']}>
          {t('crumb', { page: back.label })}
        </Link>
      )}
      <h1 className={classes['title']} onMouseEnter={titleWhenCut}>
        {title}
      </h1>
      {badge !== undefined && badge !== false && (
        <span className={classes['badge']} onMouseEnter={titleWhenCut}>
          {badge}
        </span>
      )}
      <span className={classes['space']} />
      {children}
    </header>
  )
}

/** The scrolling part of a page. */
export function PageBody({ children }: { readonly children: ReactNode }) {
  return <div className={classes['body']}>{children}</div>
}
