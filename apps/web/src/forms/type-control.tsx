import { Group, NumberInput, Select } from '@mantine/core'
import type { TypeField } from '@sluice/catalog'
import { parseType } from '@sluice/plan'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { asText } from './values.ts'

const KINDS = ['text', 'integer', 'decimal', 'float', 'boolean', 'date', 'time', 'datetime', 'instant', 'list', 'record'] as const

/** The types as a person chooses them; a decimal carries its digits. */
export function useTypeOptions(): readonly { readonly value: string; readonly label: string }[] {
  const { t } = useTranslation('forms')
  return KINDS.map((kind) => ({ value: kind, label: t(`types.${kind}`) }))
}

/** A type as one of the kinds to choose from. */
export const kindOf = (type: string): string => parseType(type)?.kind ?? type

/** What is written for a chosen kind. */
export const typeOfKind = (kind: string): string => (kind === 'decimal' ? 'decimal(18,2)' : kind)

export function TypeControl({ path, value, ...texts }: FieldProps<TypeField>) {
  const { t } = useTranslation('forms')
  const { change, settle } = useFormHost()
  const type = parseType(asText(value))
  const set = (precision: number, scale: number): void => change(path, `decimal(${precision},${Math.min(scale, precision)})`, true)
  const digits = (next: string | number, fallback: number): number => (typeof next === 'number' ? next : fallback)
  return (
    <>
      <Select
        {...labelled(texts)}
        data={useTypeOptions()}
        value={kindOf(asText(value))}
        onChange={(kind) => kind !== null && change(path, typeOfKind(kind), false)}
      />
      {type?.kind === 'decimal' && (
        <Group grow gap={8} mt={6}>
          <NumberInput
            label={t('digits')}
            min={1}
            max={38}
            allowDecimal={false}
            value={type.precision}
            onBlur={settle}
            onChange={(next) => set(digits(next, 18), type.scale)}
          />
          <NumberInput
            label={t('decimals')}
            min={0}
            max={type.precision}
            allowDecimal={false}
            value={type.scale}
            onBlur={settle}
            onChange={(next) => set(type.precision, digits(next, 0))}
          />
        </Group>
      )}
    </>
  )
}
