import type { Problem } from '@sluice/flow'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormHost, type Path } from './form-host.ts'

/** The texts of one field in the language that is on. */
export interface FieldTexts {
  readonly label: string
  readonly help: string
  readonly option: (value: string) => string
  readonly problem: (problem: Problem) => string
}

/** `<texts>.fields.<name>`; fields of items stand under their list: `<texts>.fields.<list>.fields.<name>`. */
const keyOf = (texts: string, path: Path): string => `${texts}.fields.${path.filter((part) => typeof part === 'string').join('.fields.')}`

export function useFieldTexts(path: Path): FieldTexts {
  const { texts } = useFormHost()
  const { t } = useTranslation('catalog')
  const key = keyOf(texts, path)
  return useMemo(
    () => ({
      label: t(`${key}.label`, { defaultValue: key.slice(key.lastIndexOf('.') + 1) }),
      help: t(`${key}.help`, { defaultValue: '' }),
      option: (value) => t(`${key}.options.${value}`, { defaultValue: value }),
      problem: ({ code, params }) => t(`problems.${code}`, { ...params, defaultValue: code }),
    }),
    [t, key],
  )
}
