import type { RejectedRowDto } from '@sluice/contract'
import type { Problem } from '@sluice/flow'
import { useTranslation } from 'react-i18next'

/** Why a row was rejected, in the language that is on; the engine's own words when the code has no text. */
export function useReason(): (row: RejectedRowDto) => string {
  const { t } = useTranslation('catalog')
  return (row) =>
    t(`problems.${row.code}`, {
      column: row.column ?? '',
      value: row.value ?? '',
      defaultValue: row.message === '' ? row.code : row.message,
    })
}

/** The text of a problem in the language that is on; its code when it has none. */
export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation('catalog')
  return (problem) => t(`problems.${problem.code}`, { ...problem.params, defaultValue: problem.code })
}
