import type { RunState } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { Chip, type Tone } from './chip.tsx'

/** The colour of each outcome of a run. */
export const toneOfRun: Readonly<Record<RunState, Tone>> = {
  queued: 'mute',
  running: 'run',
  'awaiting-approval': 'warn',
  succeeded: 'ok',
  'succeeded-with-rejects': 'warn',
  failed: 'bad',
  cancelled: 'mute',
}

/** The state of a run, with the number of rejected rows when there are some. */
export function RunStatusChip({ status, rejectedRows = 0 }: { readonly status: RunState; readonly rejectedRows?: number }) {
  const { t } = useTranslation('shell')
  const format = useFormat()
  const text = t(`runStatus.${status}`)
  return (
    <Chip tone={toneOfRun[status]}>
      {status === 'succeeded-with-rejects' ? t('succeededRejected', { count: rejectedRows, shown: format.number(rejectedRows) }) : text}
    </Chip>
  )
}
