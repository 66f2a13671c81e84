import { Autocomplete, Input, NumberInput, SegmentedControl, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { BooleanField, ChoiceField, NumberField, StringsField, TextField } from '@sluice/catalog'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field-props.ts'
import { useFieldTexts } from './field-texts.ts'
import { useFormHost } from './form-host.ts'
import { asNumber, asText, asTexts } from './values.ts'
import classes from './forms.module.css'

/** Label, help and problem of a control, in the order that Mantine draws them. */
export const labelled = ({ label, help, error }: Pick<FieldProps, 'label' | 'help' | 'error'>) => ({
  label,
  ...(help !== '' && { description: help }),
  ...(error !== undefined && { error }),
  inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
})

// A tab or other sign that can't be seen is shown and typed as its escape.
const visible = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')
const typed = (text: string): string =>
  text.replaceAll(/\\([\\tn])/g, (_, sign: string) => ({ '\\': '\\', t: '\t', n: '\n' })[sign] ?? sign)

export function TextControl({ field, path, value, ...texts }: FieldProps<TextField>) {
  const { change, settle } = useFormHost()
  const escaped = field.code === true && field.maxLength <= 16
  const shown = escaped ? visible(asText(value)) : asText(value)
  const common = {
    ...labelled(texts),
    value: shown,
    spellCheck: field.code !== true,
    onBlur: settle,
    ...(field.code === true && { classNames: { input: classes['code'] ?? '' } }),
  }
  const set = (text: string): void => change(path, escaped ? typed(text) : text, true)
  if (field.multiline === true)
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={field.maxLength}
        onChange={(event) => set(event.currentTarget.value)}
      />
    )
  if (field.suggestions !== undefined)
    return (
      <Autocomplete
        {...common}
        data={[...new Set(field.suggestions.map((text) => (escaped ? visible(text) : text)))].filter((text) => text !== '')}
        filter={({ options }) => options}
        onChange={set}
      />
    )
  return <TextInput {...common} maxLength={field.maxLength} onChange={(event) => set(event.currentTarget.value)} />
}

export function NumberControl({ field, path, value, ...texts }: FieldProps<NumberField>) {
  const { change, settle } = useFormHost()
  return (
    <NumberInput
      {...labelled(texts)}
      value={asNumber(value)}
      min={field.min}
      max={field.max}
      clampBehavior="blur"
      allowDecimal={!field.integer}
      onBlur={settle}
      onChange={(next) => {
        if (typeof next === 'number') change(path, next, true)
        else if (next === '') change(path, field.default, true)
      }}
    />
  )
}

export function BooleanControl({ path, value, label, help, error }: FieldProps<BooleanField>) {
  const { change } = useFormHost()
  return (
    <Switch
      label={label}
      {...(help !== '' && { description: help })}
      {...(error !== undefined && { error })}
      checked={value === true}
      onChange={(event) => change(path, event.currentTarget.checked, false)}
    />
  )
}

export function ChoiceControl({ field, path, value, ...texts }: FieldProps<ChoiceField>) {
  const { change } = useFormHost()
  const { option } = useFieldTexts(path)
  const id = useId()
  const data = field.options.map((name) => ({ value: name, label: option(name) }))
  const fits = field.options.length <= 4 && data.reduce((length, { label }) => length + label.length + 4, 0) <= 44
  if (!fits)
    return (
      <Select
        {...labelled(texts)}
        data={data}
        value={asText(value)}
        searchable={data.length > 10}
        onChange={(next) => next !== null && change(path, next, false)}
      />
    )
  return (
    <Input.Wrapper {...labelled(texts)} labelElement="div" labelProps={{ id }}>
      <SegmentedControl fullWidth aria-labelledby={id} data={data} value={asText(value)} onChange={(next) => change(path, next, false)} />
    </Input.Wrapper>
  )
}

export function StringsControl({ field, path, value, ...texts }: FieldProps<StringsField>) {
  const { t } = useTranslation('forms')
  const { change } = useFormHost()
  // An empty text is a value too, but a tag can't be empty.
  const empty = t('emptyText')
  const tags = asTexts(value).map((text) => (text === '' ? empty : text))
  return (
    <TagsInput
      {...labelled(texts)}
      placeholder={tags.length === 0 ? t('typeEnter') : ''}
      splitChars={[]}
      acceptValueOnBlur
      data={(field.suggestions ?? []).map((text) => (text === '' ? empty : text))}
      value={tags}
      onChange={(next) => change(path, next.map((text) => (text === empty ? '' : text)), false)} // prettier-ignore
    />
  )
}
