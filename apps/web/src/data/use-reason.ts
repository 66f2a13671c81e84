import type { RejectedRowDto } from '@sluice/contract'
import type { Problem } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import { eachFailure } from './each-failure.ts'
import { messageFacts } from './message-facts.ts'

/** What a reason is made from. */
type Told = Pick<RejectedRowDto, 'code' | 'column' | 'message'> & { readonly failures?: RejectedRowDto['failures'] }

interface Reasons {
  /** Why this row was rejected. */
  readonly row: (row: RejectedRowDto) => string
  /** Why rows like this one were rejected; the value is left open. */
  readonly cause: (row: Told) => string
}

/** Why rows were rejected, in the language that is on. The engine's own words are English; their facts are taken from them. */
export function useReasons(): Reasons {
  const { t, i18n } = useTranslation('catalog')
  const english = i18n.getFixedT('en', 'catalog')
  const factsOf = (row: Told) => {
    const template = english(`problems.${row.code}`, { skipInterpolation: true, defaultValue: '' })
    return template === '' ? {} : messageFacts(template, eachFailure(row)[0].message)
  }
  const text = (row: Told, value: string): string =>
    t(`problems.${row.code}`, {
      ...factsOf(row),
      column: row.column ?? '',
      value,
      defaultValue: row.message === '' ? row.code : row.message,
    })
  return {
    row: (row) =>
      i18n.resolvedLanguage === 'en' && row.message !== ''
        ? row.message
        : eachFailure(row)
            .map((failure) => text(failure, failure.value ?? ''))
            .join('; '),
    cause: (row) => text(row, '…'),
  }
}

/** The text of a problem in the language that is on; its code when it has none. `node` is the name of the node it is about. */
export function useProblemText(): (problem: Problem, node?: string) => string {
  const { t } = useTranslation('catalog')
  return (problem, node) =>
    t(`problems.${problem.code}`, { node: node ?? problem.nodeId ?? '', ...problem.params, defaultValue: problem.code })
}
