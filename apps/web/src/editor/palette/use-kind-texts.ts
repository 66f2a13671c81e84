import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { KindTexts } from './find-nodes.ts'

/** Names first, then group, help and keywords, in the language that is on and in English. */
export function useKindTexts(): KindTexts {
  const { i18n } = useTranslation('catalog')
  const language = i18n.resolvedLanguage ?? 'en'
  return useMemo(() => {
    const languages = [language, ...['en', 'zh-CN'].filter((other) => other !== language)]
    const of = (key: string): readonly string[] => languages.map((lng) => i18n.t(`catalog:${key}`, { lng, defaultValue: '' }))
    return (type) => [...of(`nodes.${type}.label`), type, ...of(`nodes.${type}.keywords`), ...of(`nodes.${type}.help`)]
  }, [i18n, language])
}
