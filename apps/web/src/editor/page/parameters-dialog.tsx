import { ActionIcon, Button, Group, Modal, Select, TextInput } from '@mantine/core'
import type { FlowParameter } from '@sluice/flow'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDraft, useEditor, useView } from '../context.ts'
import classes from './page.module.css'

const TYPES: readonly FlowParameter['type'][] = ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime']
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/

/** The name of a parameter; kept when it is one and no other has it. */
function ParameterName({
  name,
  taken,
  onName,
}: {
  readonly name: string
  readonly taken: readonly string[]
  readonly onName: (name: string) => void
}) {
  const { t } = useTranslation('editor')
  const [typed, setTyped] = useState(name)
  const fits = NAME.test(typed) && (typed === name || !taken.includes(typed))
  return (
    <TextInput
      label={t('parameterName')}
      value={typed}
      error={fits ? undefined : t('parameterNameFault')}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (!fits) setTyped(name)
        else if (typed !== name) onName(typed)
      }}
    />
  )
}

/** The parameters of the flow: name, type and default. A parameter without a default is asked for at each run. */
export function ParametersDialog() {
  const { t } = useTranslation(['editor', 'forms'])
  const { store, view } = useEditor()
  const open = useView((state) => state.dialog === 'parameters')
  const parameters = useDraft((draft) => draft.document.flow.parameters)
  const names = parameters.map((parameter) => parameter.name)
  const set = (next: readonly FlowParameter[], gesture?: string): void =>
    store.getState().change([{ type: 'set-parameters', parameters: next }], gesture === undefined ? {} : { gesture })
  const part = (index: number, change: Partial<FlowParameter>): void =>
    set(parameters.map((parameter, at) => (at === index ? { ...parameter, ...change } : parameter))) // prettier-ignore
  const freshName = (): string => {
    for (let n = parameters.length + 1; ; n++)
      if (!parameters.some((parameter) => parameter.name === `parameter_${n}`)) return `parameter_${n}`
  }
  return (
    <Modal
      closeButtonProps={{ 'aria-label': t('shell:close') }}
      opened={open}
      onClose={() => view.getState().set({ dialog: null })}
      title={t('parameters')}
      size="lg"
    >
      <p className={classes['dialogText']}>{t('parametersHelp')}</p>
      {parameters.map((parameter, index) => (
        <div key={index} className={classes['parameter']}>
          <ParameterName name={parameter.name} taken={names} onName={(name) => part(index, { name })} />
          <Select
            label={t('parameterType')}
            data={TYPES.map((type) => ({ value: type, label: t(`forms:types.${type}`) }))}
            value={parameter.type}
            onChange={(type) => part(index, { type: TYPES.find((one) => one === type) ?? 'text' })}
          />
          <TextInput
            label={t('parameterDefault')}
            placeholder={t('parameterAsk')}
            value={parameter.default ?? ''}
            onBlur={() => store.getState().mark()}
            onChange={(event) => {
              const { default: _before, ...rest } = parameter
              const text = event.currentTarget.value
              set(parameters.with(index, text === '' ? rest : { ...rest, default: text }), `parameter ${index} default`)
            }}
          />
          <ActionIcon aria-label={t('removeParameter', { name: parameter.name })} onClick={() => set(parameters.toSpliced(index, 1))}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Group justify="space-between" mt={12}>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...parameters, { name: freshName(), type: 'text' }])}
        >
          {t('addParameter')}
        </Button>
        <Button onClick={() => view.getState().set({ dialog: null })}>{t('shell:close')}</Button>
      </Group>
    </Modal>
  )
}
