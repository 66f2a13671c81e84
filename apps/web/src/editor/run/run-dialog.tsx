import { Button, Group, Modal, Select, TextInput } from '@mantine/core'
import type { FlowParameter } from '@sluice/flow'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useDraft, useEditor, useView } from '../context.ts'

const INPUT: Readonly<Record<FlowParameter['type'], { readonly type: string; readonly step?: string }>> = {
  text: { type: 'text' },
  integer: { type: 'number', step: '1' },
  decimal: { type: 'text' },
  boolean: { type: 'text' },
  date: { type: 'date' },
  datetime: { type: 'datetime-local', step: '1' },
}

function RunForm({ parameters, close }: { readonly parameters: readonly FlowParameter[]; readonly close: () => void }) {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const [values, setValues] = useState(() => Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default ?? ''])))
  const set = (name: string, value: string): void => setValues((before) => ({ ...before, [name]: value }))
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    close()
    editor.run.current?.start(
      Object.fromEntries(
        parameters.map(({ name, type }) => [
          name,
          type === 'datetime' && values[name]?.length === 16 ? `${values[name]}:00` : (values[name] ?? ''),
        ]),
      ),
    )
  }
  return (
    <form onSubmit={submit}>
      {parameters.map(({ name, type, description }) =>
        type === 'boolean' ? (
          <Select
            key={name}
            mb={12}
            label={name}
            description={description}
            data={['true', 'false']}
            value={values[name] === '' ? null : values[name]}
            onChange={(value) => set(name, value ?? '')}
            required
          />
        ) : (
          <TextInput
            key={name}
            mb={12}
            label={name}
            description={description}
            {...INPUT[type]}
            value={values[name]}
            onChange={(event) => set(name, event.currentTarget.value)}
            required={type !== 'text'}
          />
        ),
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={close}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit">{t('commands.run')}</Button>
      </Group>
    </form>
  )
}

/** Asks for the values of the flow's parameters for one run. */
export function RunDialog() {
  const { t } = useTranslation('editor')
  const { view } = useEditor()
  const open = useView((state) => state.dialog === 'run')
  const parameters = useDraft((draft) => draft.document.flow.parameters)
  const close = (): void => view.getState().set({ dialog: null })
  return (
    <Modal closeButtonProps={{ 'aria-label': t('shell:close') }} opened={open} onClose={close} title={t('runWithParameters')}>
      <RunForm parameters={parameters} close={close} />
    </Modal>
  )
}
