import type { RejectedRowDto } from '@sluice/contract'

/** One thing that is wrong with a row, in the engine's words. */
export interface ToldFailure {
  readonly code: string
  readonly column: string | null
  readonly message: string
  readonly value: string | null
}

type Told = Pick<RejectedRowDto, 'code' | 'column' | 'message'> & Partial<Pick<RejectedRowDto, 'failures' | 'value'>>

/** Everything that is wrong with a row: the list that it carries when there is more than one, else itself. Older lists hold no messages. */
export function eachFailure({ code, column, message, value = null, failures }: Told): readonly [ToldFailure, ...ToldFailure[]] {
  const [first, ...others] = (failures ?? []).map((failure): ToldFailure => ({
    ...failure,
    column: failure.column === '' ? null : failure.column,
    message: failure.message ?? '',
  }))
  return first === undefined ? [{ code, column, message, value }] : [first, ...others]
}
