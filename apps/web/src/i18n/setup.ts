import { catalogLocales } from '@sluice/catalog'
import { createInstance, type i18n, type Resource, type ResourceKey } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { LANGUAGE_KEY, languageFor, type Language } from './languages.ts'

const files = import.meta.glob<ResourceKey>('./locales/*/*.json', { eager: true, import: 'default' })

/** Every text by language and area; an area is one file, the texts of nodes and problems come with the catalogue. */
function resources(): Resource {
  const all: Record<Language, Record<string, ResourceKey>> = {
    en: { catalog: catalogLocales.en },
    'zh-CN': { catalog: catalogLocales['zh-CN'] },
  }
  for (const [path, texts] of Object.entries(files)) {
    const [, language, area] = /\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? []
    if (area !== undefined && (language === 'en' || language === 'zh-CN')) all[language][area] = texts
  }
  return all
}

function remembered(): Language {
  try {
    return languageFor(localStorage.getItem(LANGUAGE_KEY) ?? navigator.language)
  } catch {
    return languageFor(navigator.language)
  }
}

/** The texts of the product, ready at once; the choice of language is remembered in this browser. */
export function createI18n(): i18n {
  const instance = createInstance()
  void instance.use(initReactI18next).init({
    resources: resources(),
    lng: remembered(),
    fallbackLng: 'en',
    defaultNS: 'shell',
    fallbackNS: 'shell',
    initAsync: false,
    interpolation: { escapeValue: false },
    // A fact that is not known is left open rather than shown as a variable.
    missingInterpolationHandler: () => '…',
  })
  instance.on('languageChanged', (language) => {
    document.documentElement.lang = language
    try {
      localStorage.setItem(LANGUAGE_KEY, language)
    } catch {
      // A browser that keeps nothing still switches for this visit.
    }
  })
  return instance
}
