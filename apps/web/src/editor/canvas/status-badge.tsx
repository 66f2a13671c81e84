import { IconAlertTriangle, IconCheck, IconClock, IconHistory, IconPlayerPlayFilled, IconX } from '@tabler/icons-react'
import type { Severity } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import type { NodeRun } from './card-data.ts'
import classes from './canvas.module.css'

const glyphs = { waiting: IconClock, running: IconPlayerPlayFilled, done: IconCheck, failed: IconX } as const

interface Props {
  readonly run: NodeRun | undefined
  readonly problem: Severity | undefined
  readonly stale: boolean
}

/** What a node did in the run, or that this is of before it was changed; whether its settings have a problem goes first. */
export function StatusBadge({ run, problem, stale }: Props) {
  const { t } = useTranslation('editor')
  if (problem !== undefined) {
    const label = t(`badge.${problem}`)
    return (
      <span className={classes['badge']} data-status={problem} role="img" aria-label={label} title={label}>
        <IconAlertTriangle size={11} stroke={2.4} aria-hidden />
      </span>
    )
  }
  if (run === undefined) return null
  if (stale && run.status !== 'running') {
    const label = t('badge.staleHelp', { status: t(`badge.${run.status}`) })
    return (
      <span className={classes['badge']} data-status="stale" role="img" aria-label={label} title={label}>
        <IconHistory size={11} stroke={2.4} aria-hidden />
      </span>
    )
  }
  const Glyph = glyphs[run.status]
  const label = t(`badge.${run.status}`)
  return (
    <span className={classes['badge']} data-status={run.status} role="img" aria-label={label} title={label}>
      <Glyph size={11} stroke={2.6} aria-hidden />
    </span>
  )
}
