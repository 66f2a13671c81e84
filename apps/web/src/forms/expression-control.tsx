import { Input, Skeleton } from '@mantine/core'
import type { ExpressionField } from '@sluice/catalog'
import { checkExpression, formatType } from '@sluice/plan'
import { lazy, Suspense, useDeferredValue, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field-props.ts'
import { useFieldTexts } from './field-texts.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { asText } from './values.ts'
import classes from './forms.module.css'

const CodeEditor = lazy(() => import('./code-editor.tsx'))

/** A formula over the columns that arrive: completion, problems where they are, and the type of its result. */
export function ExpressionControl({ field, path, value, ...texts }: FieldProps<ExpressionField>) {
  const { t } = useTranslation('forms')
  const { change, columns, parameters, settle, zone } = useFormHost()
  const { problem } = useFieldTexts(path)
  const text = asText(value)
  const arriving = columns(field.port)
  const shown = useDeferredValue(text)
  const checked = useMemo(() => {
    return checkExpression(shown, { columns: arriving, parameters, zone, expect: field.result, now: new Date(0).toISOString() })
  }, [shown, arriving, parameters, zone, field.result])
  const marks = useMemo(
    () =>
      // Without columns (nothing is connected, or what comes before is broken) a name can't be judged.
      checked.problems
        .filter(({ code }) => arriving.length > 0 || !code.startsWith('unknown-column'))
        .map(({ code, from, to, params, fix }) => ({ from, to, fix, message: problem({ severity: 'error', code, params }) })),
    [checked, problem, arriving.length],
  )
  const type = checked.scalar?.type
  const error = text.trim() === '' ? texts.error : (marks[0]?.message ?? texts.error)
  return (
    <Input.Wrapper {...labelled({ ...texts, error })} labelElement="div">
      <Suspense fallback={<Skeleton height={32} />}>
        <CodeEditor
          label={texts.label}
          value={text}
          columns={arriving}
          parameters={parameters}
          marks={text.trim() === '' ? [] : marks}
          onBlur={settle}
          onChange={(next) => change(path, next, true)}
        />
      </Suspense>
      {type !== undefined && marks.length === 0 && text.trim() !== '' && (
        <p className={classes['result']}>{t('result', { type: t(`types.${type.kind}`, { defaultValue: formatType(type) }) })}</p>
      )}
    </Input.Wrapper>
  )
}
