import type { TargetConnector } from '@sluice/engine/connector'
import { applyPostgresql, discardPostgresql } from './apply.ts'
import { preparePostgresql } from './prepare.ts'

/** Tables of a PostgreSQL database: rows are staged in the database itself and made visible in one transaction. */
export const postgresqlTarget: TargetConnector = {
  name: 'postgresql',
  prepare: preparePostgresql,
  apply: applyPostgresql,
  discard: discardPostgresql,
}
