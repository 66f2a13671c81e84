import { Tooltip } from '@mantine/core'
import {
  IconBell,
  IconBolt,
  IconCalendarClock,
  IconFiles,
  IconInbox,
  IconPlayerPlay,
  IconPlugConnected,
  IconRoute,
  IconSettings,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, NavLink } from 'react-router'
import { Logo } from './logo.tsx'
import classes from './shell.module.css'

function RailItem({ to, label, icon: Glyph }: { readonly to: string; readonly label: string; readonly icon: Icon }) {
  return (
    <Tooltip label={label} position="right">
      <NavLink to={to} aria-label={label} className={classes['item'] ?? ''}>
        <Glyph size={20} stroke={1.6} aria-hidden />
      </NavLink>
    </Tooltip>
  )
}

/** The way between the pages, at the left of all of them. */
export function Rail() {
  const { t } = useTranslation('shell')
  return (
    <nav className={classes['rail']} aria-label={t('navigation')}>
      <Link to="/flows" aria-label={t('home')} className={classes['logo']}>
        <Logo />
      </Link>
      <RailItem to="/flows" label={t('pages.flows')} icon={IconRoute} />
      <RailItem to="/runs" label={t('pages.runs')} icon={IconPlayerPlay} />
      <RailItem to="/rejected" label={t('pages.rejected')} icon={IconInbox} />
      <RailItem to="/schedules" label={t('pages.schedules')} icon={IconCalendarClock} />
      <RailItem to="/triggers" label={t('pages.triggers')} icon={IconBolt} />
      <RailItem to="/connections" label={t('pages.connections')} icon={IconPlugConnected} />
      <RailItem to="/alerts" label={t('pages.alerts')} icon={IconBell} />
      <RailItem to="/files" label={t('pages.files')} icon={IconFiles} />
      <div className={classes['space']} />
      <RailItem to="/settings" label={t('pages.settings')} icon={IconSettings} />
    </nav>
  )
}
