import type { Problem } from '@sluice/flow'
import functionsEn from './functions.en.json' with { type: 'json' }
import functionsZh from './functions.zh-CN.json' with { type: 'json' }
import { problemFragments } from './fragments.ts'
import connectionsEn from './en/connection.json' with { type: 'json' }
import { nodeTexts } from './node-texts.ts'
import connectionsZh from './zh-CN/connection.json' with { type: 'json' }
import { LOCALES, textsBelow, type Locale, type Texts } from './texts.ts'

export { LOCALES, type Locale, type Texts } from './texts.ts'

const functionTexts: Readonly<Record<Locale, Texts>> = { en: functionsEn, 'zh-CN': functionsZh }

const connectionTexts: Readonly<Record<Locale, Texts>> = { en: connectionsEn, 'zh-CN': connectionsZh }

function merged(locale: Locale): Texts {
  const problems: Texts = Object.fromEntries(Object.values(problemFragments[locale]).flatMap((texts) => Object.entries(texts)))
  return { nodes: nodeTexts(locale), problems, functions: functionTexts[locale], connections: connectionTexts[locale] }
}

/** Every text of nodes, connections, problems and functions, by language, nested as i18next reads them. */
export const catalogLocales: Readonly<Record<Locale, Texts>> = { en: merged('en'), 'zh-CN': merged('zh-CN') }

const isLocale = (text: string): text is Locale => LOCALES.some((locale) => locale === text)

/** The text of a code with its facts filled in; the code itself when it has no text. Other languages than ours read English. */
export function codeText(code: string, params: Problem['params'], language: string): string {
  const texts = textsBelow(catalogLocales[isLocale(language) ? language : 'en'], 'problems')
  const context = params?.['context']
  const text = (context === undefined ? undefined : texts[`${code}_${context}`]) ?? texts[code]
  if (typeof text !== 'string') return code
  return text.replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (_whole, name: string) => String(params?.[name] ?? ''))
}

/** What a person reads about a problem. */
export const problemText = (problem: Pick<Problem, 'code' | 'params'>, language: string): string =>
  codeText(problem.code, problem.params, language)
