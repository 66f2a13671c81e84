import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { languages } from '../i18n/languages.ts'

/** Switches the language at once. Each language is named in itself. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation('shell')
  return (
    <SegmentedControl
      aria-label={t('language')}
      data={languages.map(({ tag, name }) => ({ value: tag, label: name }))}
      value={i18n.resolvedLanguage ?? 'en'}
      onChange={(tag) => void i18n.changeLanguage(tag)}
    />
  )
}
