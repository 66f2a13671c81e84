import { isShown, type Config, type Fields } from '@sluice/catalog'
import { Collapse, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldListContext, type FieldListProps } from './field-list-context.ts'
import { FieldRow } from './field-row.tsx'
import { FormHostContext, useFormHost, type FormHost, type Path } from './form-host.ts'
import { filledConfig, startsWith } from './values.ts'
import classes from './forms.module.css'

const NONE: Path = []

/** The fields of one level: those that count now, the advanced ones folded away. */
function FieldList({ fields, config, at = NONE, children }: FieldListProps) {
  const { t } = useTranslation('forms')
  const { problems, focus } = useFormHost()
  const [open, setOpen] = useState(false)
  const filled = filledConfig(fields, config)
  const shown = Object.entries(fields).filter(([, field]) => isShown(field, filled))
  const advanced = shown.filter(([, field]) => field.advanced === true)
  // A problem must not hide in a fold.
  const forced = advanced.some(([name]) => {
    const path = [...at, name]
    return (
      (focus !== undefined && startsWith(focus, path)) ||
      problems.some((problem) => problem.severity === 'error' && startsWith(problem.path ?? [], path))
    )
  })
  const row = ([name, field]: (typeof shown)[number]) => <FieldRow key={name} field={field} path={[...at, name]} value={filled[name]} />
  return (
    <div className={classes['fields']}>
      {shown.filter(([, field]) => field.advanced !== true).map(row)}
      {children}
      {advanced.length > 0 && (
        <div>
          <UnstyledButton className={classes['fold']} aria-expanded={open || forced} disabled={forced} onClick={() => setOpen(!open)}>
            <IconChevronRight size={14} aria-hidden data-open={open || forced} />
            {t('moreSettings', { count: advanced.length })}
          </UnstyledButton>
          <Collapse expanded={open || forced}>
            <div className={classes['fields']} data-inner>
              {(open || forced) && advanced.map(row)}
            </div>
          </Collapse>
        </div>
      )}
    </div>
  )
}

/** The form of settings, made from their fields; `children` stand above those that are folded away. */
export function NodeForm({
  definition,
  config,
  host,
  children,
}: {
  readonly definition: { readonly fields: Fields }
  readonly config: Config
  readonly host: FormHost
  readonly children?: ReactNode
}) {
  // prettier-ignore
  const { t } = useTranslation('forms')
  if (Object.keys(definition.fields).length === 0) return <p className={classes['nothing']}>{t('nothingToSet')}</p>
  return (
    <FormHostContext value={host}>
      <FieldListContext value={FieldList}>
        <FieldList fields={definition.fields} config={config}>
          {children}
        </FieldList>
      </FieldListContext>
    </FormHostContext>
  )
}
