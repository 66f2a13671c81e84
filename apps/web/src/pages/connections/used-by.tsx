import type { UsedBy } from '@sluice/contract'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import classes from '../../ui/list.module.css'

/** The flows that use something, as ways to them. */
export function UsedByFlows({ usedBy }: { readonly usedBy: readonly UsedBy[] }) {
  const { t } = useTranslation('connections')
  if (usedBy.length === 0) return <span className={classes['sub']}>{t('unused')}</span>
  return (
    <>
      {usedBy.map(({ flowId, flowName, current }, index) => (
        <Fragment key={flowId}>
          {index > 0 && t('shell:listComma')}
          <Link to={`/flows/${flowId}`} className={classes['link']}>
            {flowName}
          </Link>
          {!current && ` ${t('publishedOnly')}`}
        </Fragment>
      ))}
    </>
  )
}
