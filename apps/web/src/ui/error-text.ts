import type { TFunction } from 'i18next'
import { ApiError } from '../api/api-error.ts'

/** What happened and what to do, as texts. An unknown code is named, so that it can be looked up or reported. */
export function errorText(t: TFunction, error: unknown): { readonly title: string; readonly advice: string } {
  const { code, params } = error instanceof ApiError ? error : { code: 'unexpected', params: {} }
  const known = t(`errors:${code}.title`, { ...params, defaultValue: '' })
  if (known === '') return { title: t('errors:unknown.title', { code }), advice: t('errors:unknown.advice') }
  return { title: known, advice: t(`errors:${code}.advice`, { ...params, defaultValue: '' }) }
}
