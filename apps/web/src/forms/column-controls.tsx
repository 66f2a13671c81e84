import { Autocomplete, MultiSelect, Select, type ComboboxItem } from '@mantine/core'
import type { ColumnField, ColumnsField } from '@sluice/catalog'
import { formatType, type Column } from '@sluice/plan'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { asText, asTexts } from './values.ts'
import classes from './forms.module.css'

/** The columns that arrive, and after them names that are set but do not arrive, so that a choice never vanishes. */
const options = (columns: readonly Column[], chosen: readonly string[]): ComboboxItem[] => {
  const names = [
    ...columns.map((column) => column.name),
    ...chosen.filter((name) => name !== '' && !columns.some((column) => column.name === name)),
  ]
  return [...new Set(names)].map((name) => ({ value: name, label: name }))
}

function Option({ name, columns }: { readonly name: string; readonly columns: readonly Column[] }) {
  const { t } = useTranslation(['forms', 'catalog'])
  const column = columns.find((one) => one.name === name)
  return (
    <span className={classes['columnOption']}>
      <span>{name}</span>
      <small>{column === undefined ? t('notArriving') : formatType(column.type)}</small>
    </span>
  )
}

export function ColumnControl({ field, path, value, ...texts }: FieldProps<ColumnField>) {
  const { t } = useTranslation('forms')
  const { change, columns, settle } = useFormHost()
  const arriving = columns(field.port)
  const chosen = asText(value)
  if (field.free === true)
    return (
      <Autocomplete
        {...labelled(texts)}
        data={options(arriving, [])}
        value={chosen}
        onBlur={settle}
        onChange={(next) => change(path, next, true)}
      />
    )
  return (
    <Select
      {...labelled(texts)}
      searchable
      placeholder={t(arriving.length === 0 ? 'noColumnsArrive' : 'chooseColumn')}
      nothingFoundMessage={t('noColumnsArrive')}
      data={options(arriving, [chosen])}
      value={chosen === '' ? null : chosen}
      renderOption={({ option }) => <Option name={option.value} columns={arriving} />}
      onChange={(next) => change(path, next ?? '', false)}
    />
  )
}

export function ColumnsControl({ field, path, value, ...texts }: FieldProps<ColumnsField>) {
  const { t } = useTranslation('forms')
  const { change, columns } = useFormHost()
  const arriving = columns(field.port)
  const chosen = asTexts(value)
  return (
    <MultiSelect
      {...labelled(texts)}
      searchable
      clearable
      hidePickedOptions
      placeholder={chosen.length > 0 ? '' : t(arriving.length === 0 ? 'noColumnsArrive' : 'chooseColumns')}
      nothingFoundMessage={t('noColumnsArrive')}
      data={options(arriving, chosen)}
      value={[...chosen]}
      renderOption={({ option }) => <Option name={option.value} columns={arriving} />}
      onChange={(next) => change(path, next, false)}
    />
  )
}
