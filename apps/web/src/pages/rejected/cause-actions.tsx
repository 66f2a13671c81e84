import { Button, Group, Menu } from '@mantine/core'
import type { RejectedState } from '@sluice/contract'
import { IconChevronDown, IconRepeat, IconTrash, IconUserCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { DropDialog } from './drop-dialog.tsx'
import { MENDING } from './rejected-view.ts'

interface Props {
  readonly state: RejectedState
  readonly ids: readonly number[]
  /** Nothing is chosen: the deeds are for all rows that are shown. */
  readonly all: boolean
  readonly onDone: () => void
}

const TOUCHED = ['listInbox', 'listRejectedCauses'] as const

/** What can be done with the chosen rows, or with all that are shown. */
export function CauseActions({ state, ids, all, onDone }: Props) {
  const { t } = useTranslation('rejected')
  const format = useFormat()
  const navigate = useNavigate()
  const [dropping, setDropping] = useState(false)
  const session = useRoute('readSession', {})
  const replay = useChange('replayRejected', [...TOUCHED, 'listRuns'], MENDING)
  const assign = useChange('assignRejected', TOUCHED)
  const reopen = useChange('reopenRejected', TOUCHED)
  const onError = (error: unknown): void => notifyError(t, error)
  const count = { count: ids.length, shown: format.number(ids.length) }
  const done = (text: string): void => {
    notifyDone(t, text)
    onDone()
  }
  const resubmit = (version: 'same' | 'newest'): void =>
    replay.mutate({ body: { ids: [...ids], version } }, { onSuccess: (run) => void navigate(`/runs/${run.id}`), onError })
  if (state === 'resubmitted') return null
  if (state === 'dropped') {
    return (
      <Button
        loading={reopen.isPending}
        onClick={() =>
          reopen.mutate({ body: { ids: [...ids] } }, { onSuccess: ({ changed }) => done(t('reopened', { count: changed })), onError })
        }
      >
        {t(all ? 'reopenAll' : 'reopen', count)}
      </Button>
    )
  }
  const me = session.data?.user.name ?? ''
  const take = (): void =>
    assign.mutate({ body: { ids: [...ids], assignee: me } }, { onSuccess: ({ changed }) => done(t('taken', { count: changed })), onError })
  return (
    <Group gap={8}>
      <Button variant="default" leftSection={<IconUserCheck size={14} />} disabled={me === ''} loading={assign.isPending} onClick={take}>
        {t('take')}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={14} />} onClick={() => setDropping(true)}>
        {t(all ? 'dropAll' : 'drop', count)}
      </Button>
      <Button.Group>
        <Button leftSection={<IconRepeat size={14} />} loading={replay.isPending} onClick={() => resubmit('newest')}>
          {t(all ? 'resubmitAll' : 'resubmit', count)}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button px={8} aria-label={t('resubmitMore')}>
              <IconChevronDown size={14} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => resubmit('newest')}>{t('withNewest')}</Menu.Item>
            <Menu.Item onClick={() => resubmit('same')}>{t('withSame')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      <DropDialog
        opened={dropping}
        ids={ids}
        onClose={() => setDropping(false)}
        onDropped={(changed) => done(t('droppedDone', { count: changed }))}
      />
    </Group>
  )
}
