import { Skeleton } from '@mantine/core'
import type { AuditState } from '@sluice/contract'
import { IconLink, IconLinkOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './audit.module.css'

/** Says whether every entry follows from the one before it. */
export function ChainState({ state }: { readonly state: AuditState | undefined }) {
  const { t } = useTranslation('audit')
  const format = useFormat()
  if (state === undefined) return <Skeleton height={64} mb={16} aria-label={t('chain.checking')} />
  const { entries, firstBroken, lastHash } = state
  if (firstBroken !== null)
    return (
      <div className={classes['chain']} data-broken role="alert">
        <IconLinkOff size={20} aria-hidden />
        <div>
          <strong>{t('chain.broken', { id: format.number(firstBroken) })}</strong>
          <p>{t('chain.brokenText')}</p>
        </div>
      </div>
    )
  return (
    <div className={classes['chain']} role="status">
      <IconLink size={20} aria-hidden />
      <div>
        <strong>{t('chain.whole')}</strong>
        <p>{t('chain.wholeText', { count: entries, shown: format.number(entries) })}</p>
        {lastHash !== '' && (
          <p>
            {t('chain.newest')} <code>{lastHash}</code> <span>{t('chain.newestHelp')}</span>
          </p>
        )}
      </div>
    </div>
  )
}
