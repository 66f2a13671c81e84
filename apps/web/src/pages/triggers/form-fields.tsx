import { NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** What every field of a trigger's form gets. */
export interface FieldOf<T> {
  /** Its texts are `fields.<name>.label` and `.help`. */
  readonly name: string
  readonly value: T
  readonly onChange: (value: T) => void
  /** Shows `fields.<name>.wrong` instead of nothing. */
  readonly wrong?: boolean
}

const ORDER: ('label' | 'input' | 'error' | 'description')[] = ['label', 'input', 'error', 'description']

function useTexts(name: string, wrong: boolean | undefined) {
  const { t } = useTranslation('triggers')
  return {
    label: t(`fields.${name}.label`),
    description: t(`fields.${name}.help`),
    inputWrapperOrder: ORDER,
    ...(wrong === true && { error: t(`fields.${name}.wrong`, { defaultValue: t('wrong') }) }),
  }
}

export function TextField({ name, value, onChange, wrong, code = false }: FieldOf<string> & { readonly code?: boolean }) {
  const texts = useTexts(name, wrong)
  return (
    <TextInput
      {...texts}
      value={value}
      autoComplete="off"
      spellCheck={false}
      {...(code && { styles: { input: { fontFamily: 'var(--mono)' } } })}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

interface NumberProps extends FieldOf<number> {
  readonly min: number
  readonly max: number
}

export function NumberField({ name, value, onChange, wrong, min, max }: NumberProps) {
  const texts = useTexts(name, wrong)
  return (
    <NumberInput
      {...texts}
      value={value}
      min={min}
      max={max}
      clampBehavior="blur"
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  )
}

interface ChoiceProps<T extends string> extends FieldOf<T> {
  readonly options: readonly T[]
}

/** One of a few; their texts are `fields.<name>.options.<option>`. */
export function ChoiceField<T extends string>({ name, value, onChange, wrong, options }: ChoiceProps<T>) {
  const { t } = useTranslation('triggers')
  const texts = useTexts(name, wrong)
  return (
    <Select
      {...texts}
      allowDeselect={false}
      data={options.map((option) => ({ value: option, label: t(`fields.${name}.options.${option}`) }))}
      value={value}
      onChange={(next) => {
        const found = options.find((option) => option === next)
        if (found !== undefined) onChange(found)
      }}
    />
  )
}
