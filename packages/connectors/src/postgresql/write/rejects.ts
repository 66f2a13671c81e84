import type { ConnectorError, TargetReject } from '@sluice/engine/connector'
import pg from 'pg'
import type { Mapped } from './mapping.ts'

interface Meaning {
  readonly code: string
}

/** What a refusal of the database means, by its SQLSTATE or the class of it (manual, appendix A). */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '22': { code: 'refused-value' },
  '23502': { code: 'refused-missing' },
  '23503': { code: 'refused-foreign-key' },
  '23505': { code: 'refused-unique' },
  '23514': { code: 'refused-check' },
  '23P01': { code: 'refused-exclusion' },
}
const OTHER: Meaning = { code: 'refused-by-database' }

export const refusalCode = (state: string): string => (MEANINGS[state] ?? MEANINGS[state.slice(0, 2)] ?? OTHER).code

/** The column that a failed COPY was at, when PostgreSQL says it. */
const stageOf = (error: pg.DatabaseError): string | undefined => error.column ?? /, \S+ (c\d+)\b/.exec(error.where ?? '')?.[1]

/** A row that the database has refused, with the database's own reason. */
export function rejectOf(error: ConnectorError, row: number, mapped: readonly Mapped[], values: readonly (string | null)[]): TargetReject {
  const { cause } = error
  const refusal = cause instanceof pg.DatabaseError ? cause : undefined
  const state = refusal?.code ?? ''
  const named = refusal === undefined ? undefined : stageOf(refusal)
  const place = mapped.findIndex(({ stage, to }) => stage === named || to.name === named)
  return {
    row,
    code: refusalCode(state),
    column: mapped[place]?.from ?? null,
    params: { sqlstate: state, constraint: refusal?.constraint ?? '', message: refusal?.message ?? error.message },
    value: values[place] ?? null,
  }
}
