import { MultiSelect, Select, Switch } from '@mantine/core'
import type { TriggerConfig, TriggerConfigOf } from '@sluice/contract'
import type { FlowParameter } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../../api/queries.ts'
import { ChoiceField, NumberField, TextField } from './form-fields.tsx'
import { DedupeFields, RetryFields, SignInFields } from './incoming-fields.tsx'
import classes from './triggers.module.css'

interface Props<C> {
  readonly config: C
  readonly parameters: readonly FlowParameter[]
  readonly wrong: ReadonlySet<string>
  readonly onChange: (config: C) => void
}

function WebhookFields({ config, wrong, onChange }: Props<TriggerConfigOf<'webhook'>>) {
  const { t } = useTranslation('triggers')
  return (
    <>
      <TextField name="path" value={config.path} wrong={wrong.has('path')} onChange={(path) => onChange({ ...config, path })} code />
      <SignInFields value={config.signIn} wrong={wrong} onChange={(signIn) => onChange({ ...config, signIn })} />
      <DedupeFields value={config.dedupe} wrong={wrong} onChange={(dedupe) => onChange({ ...config, dedupe })} />
      <fieldset className={classes['group']}>
        <legend>{t('groups.limits')}</legend>
        <div className={classes['pair']}>
          <NumberField
            name="batchSize"
            value={config.batchSize}
            min={1}
            max={5_000}
            onChange={(batchSize) => onChange({ ...config, batchSize })}
          />
          <NumberField
            name="batchesAtOnce"
            value={config.batchesAtOnce}
            min={1}
            max={8}
            onChange={(batchesAtOnce) => onChange({ ...config, batchesAtOnce })}
          />
          <NumberField
            name="maxBodyKb"
            value={config.maxBodyKb}
            min={1}
            max={10_240}
            onChange={(maxBodyKb) => onChange({ ...config, maxBodyKb })}
          />
          <NumberField
            name="rate"
            value={config.ratePerSecond}
            min={1}
            max={100_000}
            onChange={(ratePerSecond) => onChange({ ...config, ratePerSecond })}
          />
        </div>
        <RetryFields value={config} onChange={onChange} />
      </fieldset>
    </>
  )
}

function EndpointFields({ config, parameters, wrong, onChange }: Props<TriggerConfigOf<'endpoint'>>) {
  const { t } = useTranslation('triggers')
  const places = new Set([...config.path.matchAll(/:(\w+)/g)].map(([, name]) => name))
  const names = new Set([...parameters.map(({ name }) => name), ...config.query])
  return (
    <>
      <div className={classes['pair']}>
        <ChoiceField name="method" value={config.method} options={['GET', 'POST']} onChange={(method) => onChange({ ...config, method })} />
        <TextField
          name="endpointPath"
          value={config.path}
          wrong={wrong.has('path')}
          onChange={(path) => onChange({ ...config, path })}
          code
        />
      </div>
      <MultiSelect
        label={t('fields.query.label')}
        description={t('fields.query.help')}
        inputWrapperOrder={['label', 'input', 'description']}
        data={[...names].filter((name) => !places.has(name))}
        value={[...config.query]}
        onChange={(query) => onChange({ ...config, query })}
      />
      <SignInFields value={config.signIn} wrong={wrong} onChange={(signIn) => onChange({ ...config, signIn })} />
      <fieldset className={classes['group']}>
        <legend>{t('groups.answer')}</legend>
        <ChoiceField
          name="empty"
          value={config.empty}
          options={['not-found', 'null']}
          onChange={(empty) => onChange({ ...config, empty })}
        />
        <ChoiceField
          name="rejected"
          value={config.rejected}
          options={['answer', 'refuse']}
          onChange={(rejected) => onChange({ ...config, rejected })}
        />
        <div className={classes['pair']}>
          <NumberField
            name="timeout"
            value={config.timeoutSeconds}
            min={1}
            max={60}
            onChange={(timeoutSeconds) => onChange({ ...config, timeoutSeconds })}
          />
          <NumberField name="atOnce" value={config.atOnce} min={1} max={32} onChange={(atOnce) => onChange({ ...config, atOnce })} />
          <NumberField
            name="rate"
            value={config.ratePerSecond}
            min={1}
            max={100_000}
            onChange={(ratePerSecond) => onChange({ ...config, ratePerSecond })}
          />
          <NumberField
            name="maxBodyKb"
            value={config.maxBodyKb}
            min={1}
            max={10_240}
            onChange={(maxBodyKb) => onChange({ ...config, maxBodyKb })}
          />
        </div>
      </fieldset>
    </>
  )
}

function FileFields({ config, parameters, wrong, onChange }: Props<TriggerConfigOf<'file'>>) {
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

function FlowFields({ config, wrong, onChange }: Props<TriggerConfigOf<'flow'>>) {
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

/** The settings of a trigger's own kind. */
export function KindFields({ config, ...rest }: Props<TriggerConfig>) {
  switch (config.kind) {
    case 'webhook':
      return <WebhookFields config={config} {...rest} />
    case 'endpoint':
      return <EndpointFields config={config} {...rest} />
    case 'file':
      return <FileFields config={config} {...rest} />
    case 'flow':
      return <FlowFields config={config} {...rest} />
  }
}
