import { Select, Switch } from '@mantine/core'
import type { TriggerConfigOf } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../../api/queries.ts'
import { ChoiceField, NumberField, TextField } from './form-fields.tsx'
import { RetryFields } from './incoming-fields.tsx'
import type { KindProps } from './kind-props.ts'
import classes from './triggers.module.css'

/** Settings of a trigger that waits for files. */
export function FileFields({ config, parameters, wrong, onChange }: KindProps<TriggerConfigOf<'file'>>) {
  const { t } = useTranslation('triggers')
  return (
    <>
      <div className={classes['pair']}>
        <TextField name="folder" value={config.folder} onChange={(folder) => onChange({ ...config, folder })} code />
        <TextField
          name="pattern"
          value={config.pattern}
          wrong={wrong.has('pattern')}
          onChange={(pattern) => onChange({ ...config, pattern })}
          code
        />
      </div>
      <Select
        label={t('fields.parameter.label')}
        description={t('fields.parameter.help')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        data={parameters.map(({ name }) => name)}
        value={config.parameter === '' ? null : config.parameter}
        onChange={(parameter) => onChange({ ...config, parameter: parameter ?? '' })}
        {...(wrong.has('parameter') && { error: t('fields.parameter.wrong') })}
      />
      <NumberField
        name="every"
        value={config.everySeconds}
        min={1}
        max={3_600}
        onChange={(everySeconds) => onChange({ ...config, everySeconds })}
      />
      <Switch
        label={t('fields.existing.label')}
        description={t('fields.existing.help')}
        checked={config.existing}
        onChange={(event) => onChange({ ...config, existing: event.currentTarget.checked })}
      />
      <ChoiceField name="after" value={config.after} options={['keep', 'move']} onChange={(after) => onChange({ ...config, after })} />
      {config.after === 'move' && (
        <TextField name="moveTo" value={config.moveTo} onChange={(moveTo) => onChange({ ...config, moveTo })} code />
      )}
      <RetryFields value={config} onChange={onChange} />
    </>
  )
}

/** Settings of a trigger that waits for another flow's end. */
export function FlowFields({ config, wrong, onChange }: KindProps<TriggerConfigOf<'flow'>>) {
  const { t } = useTranslation('triggers')
  const flows = useRoute('listFlows', {})
  return (
    <>
      <Select
        searchable
        label={t('fields.afterFlow.label')}
        description={t('fields.afterFlow.help')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        data={flows.data?.flows.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={config.after === '' ? null : config.after}
        onChange={(after) => onChange({ ...config, after: after ?? '' })}
        {...(wrong.has('after') && { error: t('fields.afterFlow.wrong') })}
      />
      <ChoiceField
        name="when"
        value={config.when}
        options={['succeeded', 'failed', 'any']}
        onChange={(when) => onChange({ ...config, when })}
      />
      <RetryFields value={config} onChange={onChange} />
    </>
  )
}
