import { ConnectorError, type ConnectionAccess } from '@sluice/engine/connector'
import { numberSetting, textSetting } from '../settings.ts'

const SSL_MODES = ['disable', 'require', 'verify-full'] as const
type SslMode = (typeof SSL_MODES)[number]

/** Where a PostgreSQL database is and how to get in. */
export interface PostgresqlSettings {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  /** `require` encrypts without checking who answers, `verify-full` checks the certificate and the name in it. */
  readonly ssl: SslMode
  /** Certificates in PEM that are trusted instead of the system's; empty: the system's. */
  readonly ca: string
  /** Schemas to look names up in, in order; empty: the database's own search path. */
  readonly searchPath: readonly string[]
}

const DEFAULT_PORT = 5432

/** Reads the settings of a connection of type `postgresql`. */
export function postgresqlSettings({ config, secrets }: ConnectionAccess): PostgresqlSettings {
  const needed = (name: string): string => {
    const value = textSetting(config, name).trim()
    if (value === '') throw new ConnectorError('connection-incomplete', { field: name })
    return value
  }
  const port = numberSetting(config, 'port', DEFAULT_PORT)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new ConnectorError('connection-incomplete', { field: 'port' })
  const wanted = textSetting(config, 'ssl', 'verify-full')
  const ssl = SSL_MODES.find((mode) => mode === wanted)
  if (ssl === undefined) throw new ConnectorError('connection-incomplete', { field: 'ssl' })
  const searchPath = textSetting(config, 'schema')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return {
    host: needed('host'),
    port,
    database: needed('database'),
    user: needed('user'),
    password: secrets['password'] ?? '',
    ssl,
    ca: textSetting(config, 'ca').trim(),
    searchPath,
  }
}
