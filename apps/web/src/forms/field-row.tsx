import type { Field, TextField } from '@sluice/catalog'
import { useEffect, useRef } from 'react'
import { useFieldTexts } from './field-texts.ts'
import { useFormHost, type Path } from './form-host.ts'
import { ColumnControl, ColumnsControl } from './column-controls.tsx'
import { ConnectionControl } from './connection-control.tsx'
import { ExpressionControl } from './expression-control.tsx'
import type { FieldProps } from './field-props.ts'
import { FileControl } from './file-control.tsx'
import { ItemsControl } from './items-control.tsx'
import { SchemaControl } from './schema-control.tsx'
import { SecretControl } from './secret-control.tsx'
import { BooleanControl, ChoiceControl, NumberControl, StringsControl, TextControl } from './simple-controls.tsx'
import { TableControl } from './table-control.tsx'
import { connectionNamed, TableNameControl } from './table-name-control.tsx'
import { TypeControl } from './type-control.tsx'
import { samePath, startsWith } from './values.ts'
import classes from './forms.module.css'

function TextOrTable({ field, ...rest }: FieldProps<TextField>) {
  const { settings } = useFormHost()
  if (field.tables === undefined) return <TextControl field={field} {...rest} />
  const { connection, source } = field.tables
  return <TableNameControl field={field} {...rest} source={source} connection={connectionNamed(settings, connection)} />
}

function Control({ field, ...rest }: FieldProps) {
  switch (field.kind) {
    case 'text':
      return <TextOrTable field={field} {...rest} />
    case 'number':
      return <NumberControl field={field} {...rest} />
    case 'boolean':
      return <BooleanControl field={field} {...rest} />
    case 'choice':
      return <ChoiceControl field={field} {...rest} />
    case 'file':
      return <FileControl field={field} {...rest} />
    case 'column':
      return <ColumnControl field={field} {...rest} />
    case 'columns':
      return <ColumnsControl field={field} {...rest} />
    case 'expression':
      return <ExpressionControl field={field} {...rest} />
    case 'secret':
      return <SecretControl field={field} {...rest} />
    case 'connection':
      return <ConnectionControl field={field} {...rest} />
    case 'type':
      return <TypeControl field={field} {...rest} />
    case 'strings':
      return <StringsControl field={field} {...rest} />
    case 'items':
      return <ItemsControl field={field} {...rest} />
    case 'table':
      return <TableControl field={field} {...rest} />
    case 'schema':
      return <SchemaControl field={field} {...rest} />
  }
}

const HOLDS_FIELDS = new Set(['items', 'schema', 'table'])

/** One field with its label, help and problem. */
export function FieldRow({ field, path, value }: { readonly field: Field; readonly path: Path; readonly value: unknown }) {
  const { problems, focus } = useFormHost()
  const texts = useFieldTexts(path)
  const row = useRef<HTMLDivElement>(null)
  const here = problems.filter(({ path: place = [] }) => (HOLDS_FIELDS.has(field.kind) ? samePath(place, path) : startsWith(place, path)))
  const worst = here.find((problem) => problem.severity === 'error') ?? here[0]
  const wanted = focus !== undefined && (samePath(focus, path) || (startsWith(focus, path) && field.kind !== 'items'))
  useEffect(() => {
    if (!wanted) return
    row.current?.scrollIntoView({ block: 'nearest' })
    row.current?.querySelector<HTMLElement>('input, textarea, button, [contenteditable="true"]')?.focus()
  }, [wanted])
  return (
    <div ref={row} className={classes['row']} data-severity={worst?.severity}>
      <Control
        field={field}
        path={path}
        value={value}
        label={texts.label}
        help={texts.help}
        error={worst === undefined ? undefined : texts.problem(worst)}
      />
    </div>
  )
}
