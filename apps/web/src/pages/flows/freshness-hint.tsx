import { Tooltip } from '@mantine/core'
import type { FlowSummary } from '@sluice/contract'
import { Link } from 'react-router'
import { Chip } from '../../ui/chip.tsx'
import { toneOfFreshness, useFreshnessText } from '../health/freshness-text.ts'
import classes from './flows.module.css'

/** Says that a flow is late by its schedules, and leads to its health; nothing when it isn't. */
export function FreshnessHint({ flow }: { readonly flow: Pick<FlowSummary, 'id' | 'freshness'> }) {
  const text = useFreshnessText()(flow.freshness)
  if (flow.freshness.state !== 'late') return null
  return (
    <Tooltip label={text.why} multiline w={300}>
      <Link to={`/flows/${flow.id}/health`} className={classes['late']}>
        <Chip tone={toneOfFreshness.late}>{text.short}</Chip>
      </Link>
    </Tooltip>
  )
}
