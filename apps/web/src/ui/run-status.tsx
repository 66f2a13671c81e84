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

/** The state of a run, with the number of rejected rows where it is known. */
export function RunStatusChip({ status, rejectedRows }: { readonly status: RunState; readonly rejectedRows?: number }) {
  const { t } = useTranslation('shell')
  const format = useFormat()
  return (
    <Chip tone={toneOfRun[status]}>
      {status === 'succeeded-with-rejects' && rejectedRows !== undefined
        ? t('succeededRejected', { count: rejectedRows, shown: format.number(rejectedRows) })
        : t(`runStatus.${status}`)}
    </Chip>
  )
}
