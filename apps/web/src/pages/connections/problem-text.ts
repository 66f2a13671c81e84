import type { Problem } from '@sluice/flow'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** The words for a problem in the language that is on. */
export function useProblemText(): (problem: Pick<Problem, 'code' | 'params'>) => string {
  const { t } = useTranslation('catalog')
  return useCallback(({ code, params }) => t(`problems.${code}`, { ...params, defaultValue: code }), [t])
}
