import { MultiSelect } from '@mantine/core'
import type { TriggerConfigOf } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { ChoiceField, NumberField, TextField } from './form-fields.tsx'
import { DedupeFields, RetryFields, SignInFields } from './incoming-fields.tsx'
import type { KindProps } from './kind-props.ts'
import classes from './triggers.module.css'

/** Settings of a webhook. */
export function WebhookFields({ config, wrong, onChange }: KindProps<TriggerConfigOf<'webhook'>>) {
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

/** Settings of an endpoint. */
export function EndpointFields({ config, parameters, wrong, onChange }: KindProps<TriggerConfigOf<'endpoint'>>) {
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
