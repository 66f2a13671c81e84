import type { TFunction } from 'i18next'
import { ApiError } from '../api/api-error.ts'
import { formatBytes } from '../i18n/format.ts'

type Params = Readonly<Record<string, string | number>>

/** The facts of an error as its texts name them: sizes written out, the first problem in words. */
function factsOf(t: TFunction, error: ApiError): Params {
  const bytes = error.params['limit'] ?? error.params['left']
  const problem = error.problems[0]
  const named = problem === undefined ? '' : t(`catalog:problems.${problem.code}`, { ...problem.params, defaultValue: '' })
  const field = `${problem?.params?.['field'] ?? ''}: ${problem?.params?.['reason'] ?? problem?.code ?? ''}`
  return {
    ...error.params,
    ...(typeof bytes === 'number' ? { bytes: formatBytes(t('shell:languageTag'), bytes) } : {}),
    detail: named === '' ? field : named,
  }
}

/** What happened and what to do, as texts. An unknown code is named, so that it can be looked up or reported. */
export function errorText(t: TFunction, error: unknown): { readonly title: string; readonly advice: string } {
  if (!(error instanceof ApiError)) return { title: t('errors:unexpected.title'), advice: t('errors:unexpected.advice') }
  const facts = factsOf(t, error)
  const known = t(`errors:${error.code}.title`, { ...facts, defaultValue: '' })
  if (known !== '') return { title: known, advice: t(`errors:${error.code}.advice`, { ...facts, defaultValue: '' }) }
  // A problem of the flow or of the outside world, told by the engine: its text says what to do as well.
  const problem = t(`catalog:problems.${error.code}`, { ...facts, defaultValue: '' })
  if (problem !== '') return { title: problem, advice: '' }
  return { title: t('errors:unknown.title', { code: error.code }), advice: t('errors:unknown.advice') }
}
