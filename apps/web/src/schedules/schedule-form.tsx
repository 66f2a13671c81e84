import { Button, Group, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { ScheduleDto } from '@sluice/contract'
import { hasErrors } from '@sluice/flow'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../api/queries.ts'
import { notifyDone, notifyError } from '../ui/notify.ts'
import { NextTimes } from './next-times.tsx'
import { PolicyFields } from './policy-fields.tsx'
import { draftOf, newDraft, type ScheduleDraft } from './schedule-draft.ts'
import { TimingFields } from './timing-fields.tsx'
import classes from './schedules.module.css'

/** Milliseconds of quiet before what was typed is checked. */
const QUIET = 200

interface Props {
  readonly flowId: string
  /** The schedule that is changed; a new one without. */
  readonly schedule?: ScheduleDto | undefined
  readonly onDone: () => void
}

/** Everything of one schedule, checked while it is typed. */
export function ScheduleForm({ flowId, schedule, onDone }: Props) {
  const { t } = useTranslation('schedules')
  const session = useRoute('readSession', {})
  const flow = useRoute('readFlow', { params: { id: flowId } })
  const zone = session.data?.workspace.zone ?? 'UTC'
  const [draft, setDraft] = useState<ScheduleDraft>(() => (schedule === undefined ? newDraft(zone, t('newName')) : draftOf(schedule)))
  const { name: _name, overlap: _overlap, missed: _missed, ...checked } = draft
  const [asked] = useDebouncedValue(checked, QUIET)
  const preview = useRoute('previewSchedule', { params: { id: flowId }, body: asked }, { keepPrevious: true })
  const create = useChange('createSchedule', ['listSchedules', 'listFires', 'listFlows'])
  const save = useChange('saveSchedule', ['listSchedules', 'listFires', 'listFlows'])
  const change = (part: Partial<ScheduleDraft>): void => setDraft((before) => ({ ...before, ...part }))
  const problems = preview.data?.problems ?? []
  const stale = preview.isFetching || JSON.stringify(asked) !== JSON.stringify(checked)
  const told = {
    onSuccess: () => {
      notifyDone(t, t('saved', { name: draft.name }))
      onDone()
    },
    onError: (error: unknown) => notifyError(t, error),
  }
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (schedule === undefined) create.mutate({ params: { id: flowId }, body: draft }, told)
        else save.mutate({ params: { id: schedule.id }, body: draft }, told)
      }}
    >
      <TextInput
        label={t('name')}
        required
        maxLength={200}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TimingFields draft={draft} problems={problems} onChange={change} />
      <NextTimes timing={draft} next={preview.data?.next ?? []} problems={problems} stale={stale} />
      <PolicyFields draft={draft} problems={problems} parameters={flow.data?.flow.parameters ?? []} onChange={change} />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onDone}>
          {t('shell:cancel')}
        </Button>
        <Button
          type="submit"
          loading={create.isPending || save.isPending}
          disabled={draft.name.trim() === '' || (!stale && hasErrors(problems))}
        >
          {schedule === undefined ? t('create') : t('shell:save')}
        </Button>
      </Group>
    </form>
  )
}
