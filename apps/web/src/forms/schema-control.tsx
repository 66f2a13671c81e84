import { ActionIcon, Button, Input, Select, TextInput } from '@mantine/core'
import type { SchemaColumn, SchemaField } from '@sluice/catalog'
import { IconFileSearch, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field-props.ts'
import { useFieldTexts } from './field-texts.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { kindOf, typeOfKind, useTypeOptions } from './type-control.tsx'
import { asSchema, startsWith } from './values.ts'
import classes from './forms.module.css'

/** Types whose texts may come in a format of their own. */
const FORMATTED = new Set(['date', 'time', 'datetime', 'instant', 'integer', 'decimal', 'float', 'boolean'])

/** The columns of a source: where each comes from, its name, its type and the format to read. Filled in by detection, editable. */
export function SchemaControl({ path, value, ...texts }: FieldProps<SchemaField>) {
  const { t } = useTranslation('forms')
  const { change, detect, problems, settle } = useFormHost()
  const { problem } = useFieldTexts(path)
  const types = useTypeOptions()
  const columns = asSchema(value)
  const set = (index: number, part: Partial<SchemaColumn>, typing: boolean): void =>
    change(path, columns.map((column, at) => (at === index ? { ...column, ...part } : column)), typing) // prettier-ignore
  return (
    <Input.Wrapper {...labelled(texts)} labelElement="div">
      {columns.length > 0 && (
        <div className={classes['schema']} role="group" aria-label={texts.label}>
          <div className={classes['schemaHead']} aria-hidden>
            <span>{t('columnSource')}</span>
            <span>{t('columnName')}</span>
            <span>{t('columnType')}</span>
            <span className="visually-hidden">{t('columnRemove')}</span>
          </div>
          {columns.map((column, index) => {
            const fault = problems.find((one) => startsWith(one.path ?? [], [...path, index]))
            const kind = kindOf(column.type)
            return (
              <div key={index} className={classes['schemaRow']} data-severity={fault?.severity}>
                <TextInput
                  aria-label={t('sourceOf', { number: index + 1 })}
                  classNames={{ input: classes['code'] ?? '' }}
                  value={column.source}
                  onBlur={settle}
                  onChange={(event) => set(index, { source: event.currentTarget.value }, true)}
                />
                <TextInput
                  aria-label={t('nameOf', { number: index + 1 })}
                  value={column.name}
                  onBlur={settle}
                  onChange={(event) => set(index, { name: event.currentTarget.value }, true)}
                />
                <Select
                  aria-label={t('typeOf', { name: column.name })}
                  data={[...types]}
                  value={kind}
                  onChange={(next) => next !== null && set(index, { type: typeOfKind(next), format: undefined }, false)}
                />
                <ActionIcon
                  size={26}
                  aria-label={t('removeColumn', { name: column.name })}
                  onClick={() => change(path, columns.toSpliced(index, 1), false)}
                >
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
                {FORMATTED.has(kind) && column.format !== undefined && (
                  <TextInput
                    className={classes['format']}
                    aria-label={t('formatOf', { name: column.name })}
                    leftSection={t('format')}
                    leftSectionWidth={56}
                    value={column.format}
                    onBlur={settle}
                    onChange={(event) => set(index, { format: event.currentTarget.value }, true)}
                  />
                )}
                {FORMATTED.has(kind) && column.format === undefined && (
                  <button
                    type="button"
                    className={classes['addFormat']}
                    onClick={() => set(index, { format: kind === 'date' ? 'yyyy-MM-dd' : ' ' }, false)}
                  >
                    {t('addFormat')}
                  </button>
                )}
                {fault !== undefined && <p className={classes['fault']}>{problem(fault)}</p>}
              </div>
            )
          })}
        </div>
      )}
      <div className={classes['buttons']}>
        {detect !== undefined && (
          <Button
            variant={columns.length === 0 ? 'filled' : 'default'}
            leftSection={<IconFileSearch size={14} aria-hidden />}
            loading={detect.busy}
            onClick={() => detect.run()}
          >
            {t('detectColumns')}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => change(path, [...columns, { source: '', name: '', type: 'text' }], false)}
        >
          {t('addColumn')}
        </Button>
      </div>
    </Input.Wrapper>
  )
}
