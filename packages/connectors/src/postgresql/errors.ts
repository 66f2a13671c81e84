import { ConnectorError, type Passing } from '@sluice/engine/connector'
import pg from 'pg'
import { RefusedAddress } from '../http/address-guard.ts'
import { redact } from '../http/redact.ts'
import type { PostgresqlSettings } from './settings.ts'

interface Meaning {
  readonly code: string
  readonly passing?: Passing
}

/** What an SQLSTATE means for a person, by the whole code or by its class (the first two characters). PostgreSQL manual, appendix A. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '28P01': { code: 'database-login-refused' },
  '28': { code: 'database-login-refused' },
  '3D000': { code: 'database-unknown' },
  '42501': { code: 'database-permission-denied' },
  '25006': { code: 'database-query-writes' },
  '57014': { code: 'database-statement-timeout', passing: 'timeout' },
  '25P03': { code: 'database-connection-lost', passing: 'unreachable' },
  '57': { code: 'database-connection-lost', passing: 'unreachable' },
  '08': { code: 'database-connection-lost', passing: 'unreachable' },
  '53100': { code: 'database-disk-full', passing: 'busy' },
  '53': { code: 'database-busy', passing: 'busy' },
  '55P03': { code: 'database-locked', passing: 'busy' },
  '40': { code: 'database-conflict', passing: 'busy' },
  '42': { code: 'database-query-refused' },
  '0A': { code: 'database-query-refused' },
}

/** What `node:net`, `node:dns` and `pg` say when the other end is not there, or not any more. */
const LOST = /Connection terminated|ECONNRESET|EPIPE|socket|read ETIMEDOUT|write after end|Client was closed|not queryable/i
const UNREACHABLE = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'ENETDOWN',
]) // prettier-ignore

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

const isTls = (error: Error): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO|ERR_OSSL|HOSTNAME_MISMATCH)/.test(codeOf(error))

/** Any failure of a database as one of ours, without a secret in it. */
export function databaseError(error: unknown, settings: PostgresqlSettings, seconds: number): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (error instanceof ConnectorError) return error
  const { host, port, database, user } = settings
  const said = redact(error.message, [settings.password])
  if (error instanceof RefusedAddress) return new ConnectorError('database-address-refused', { host, port, address: error.address })
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? ''
    const { code, passing } = MEANINGS[state] ?? MEANINGS[state.slice(0, 2)] ?? { code: 'database-error' }
    const params = { host, port, database, user, seconds, sqlstate: state, message: said, position: error.position ?? '' }
    return new ConnectorError(code, params, { passing, cause: error })
  }
  if (/SSL connection/.test(error.message)) return new ConnectorError('database-tls-unavailable', { host, port })
  if (isTls(error)) return new ConnectorError('database-tls-untrusted', { host, port, reason: said }, { cause: error })
  if (UNREACHABLE.has(codeOf(error)) || error.message === 'timeout expired')
    return new ConnectorError('database-no-answer', { host, port, reason: codeOf(error) || said }, { passing: 'unreachable', cause: error })
  if (/SCRAM|SASL|password must be/.test(error.message)) return new ConnectorError('database-login-refused', { user, database, host })
  if (LOST.test(`${codeOf(error)} ${error.message}`))
    return new ConnectorError('database-connection-lost', { host, port }, { passing: 'unreachable', cause: error })
  return error
}

/** The SQLSTATE behind an error of ours; undefined when a database did not say it. */
export function sqlStateOf(error: unknown): string | undefined {
  const cause = error instanceof ConnectorError ? error.cause : error
  return cause instanceof pg.DatabaseError ? cause.code : undefined
}
