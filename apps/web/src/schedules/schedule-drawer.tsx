import { Drawer, Select } from '@mantine/core'
import type { ScheduleDto } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../api/queries.ts'
import { ScheduleForm } from './schedule-form.tsx'

/** What the drawer is open for: a new schedule (of a flow, or of one to choose), or one that is there. */
export type Opened = { readonly flowId?: string } | { readonly schedule: ScheduleDto }

function ChooseFlow({ onChoose }: { readonly onChoose: (flowId: string) => void }) {
  const { t } = useTranslation('schedules')
  const flows = useRoute('listFlows', {})
  return (
    <Select
      searchable
      label={t('flow')}
      description={t('flowHelp')}
      data-autofocus
      data={flows.data?.flows.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      value={null}
      onChange={(id) => id !== null && onChoose(id)}
    />
  )
}

/** Makes or changes a schedule beside the page. */
export function ScheduleDrawer({ opened, onClose }: { readonly opened: Opened | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('schedules')
  const [chosen, setChosen] = useState<string>()
  const close = (): void => {
    setChosen(undefined)
    onClose()
  }
  const schedule = opened !== undefined && 'schedule' in opened ? opened.schedule : undefined
  const flowId = schedule?.flowId ?? (opened !== undefined && 'flowId' in opened ? opened.flowId : undefined) ?? chosen
  return (
    <Drawer
      opened={opened !== undefined}
      onClose={close}
      position="right"
      size={480}
      title={schedule === undefined ? t('new') : t('edit')}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {opened !== undefined &&
        (flowId === undefined ? (
          <ChooseFlow onChoose={setChosen} />
        ) : (
          <ScheduleForm key={schedule?.id ?? flowId} flowId={flowId} schedule={schedule} onDone={close} />
        ))}
    </Drawer>
  )
}
