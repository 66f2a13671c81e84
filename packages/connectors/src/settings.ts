import { ConnectorError, type ConnectionAccess, type ConnectorConfig } from '@sluice/engine/connector'

/** One column that a source is asked for: its name in the source and its type as flow documents write it. */
export interface WantedColumn {
  readonly source: string
  readonly name: string
  readonly type: string
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text setting, or the fallback when it is absent or something else. */
export function textSetting(config: ConnectorConfig, name: string, fallback = ''): string {
  const value = config[name]
  return typeof value === 'string' ? value : fallback
}

export function numberSetting(config: ConnectorConfig, name: string, fallback: number): number {
  const value = config[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback
}

export function booleanSetting(config: ConnectorConfig, name: string, fallback: boolean): boolean {
  const value = config[name]
  return typeof value === 'boolean' ? value : fallback
}

export function textsSetting(config: ConnectorConfig, name: string): readonly string[] {
  const value = config[name]
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

/** A list of records; entries of another kind are left out. */
export function recordsSetting(config: ConnectorConfig, name: string): readonly ConnectorConfig[] {
  const value = config[name]
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** The `columns` setting of a source. */
export function columnsSetting(config: ConnectorConfig): readonly WantedColumn[] {
  return recordsSetting(config, 'columns').map((column) => {
    const source = textSetting(column, 'source')
    return { source, name: textSetting(column, 'name', source), type: textSetting(column, 'type', 'text') }
  })
}

/** The value of a secret that a setting refers to; undefined when the setting is empty. */
export function secretSetting(config: ConnectorConfig, name: string, secrets: Readonly<Record<string, string>>): string | undefined {
  const value = config[name]
  if (!isRecord(value)) return undefined
  const secret = textSetting(value, 'secret')
  if (secret === '') return undefined
  const found = Object.hasOwn(secrets, secret) ? secrets[secret] : undefined
  if (found === undefined) throw new ConnectorError('secret-not-found', { secret })
  return found
}

/** The connection that the setting `connection` names. It must be there, and of the type the node works with. */
export function connectionSetting(
  config: ConnectorConfig,
  connections: Readonly<Record<string, ConnectionAccess>>,
  type: string,
): { readonly name: string; readonly access: ConnectionAccess } {
  const value = config['connection']
  const name = isRecord(value) ? textSetting(value, 'connection') : ''
  if (name === '') throw new ConnectorError('connection-not-given')
  const access = Object.hasOwn(connections, name) ? connections[name] : undefined
  if (access === undefined) throw new ConnectorError('connection-not-found', { connection: name })
  if (access.type !== type) throw new ConnectorError('connection-wrong-type', { connection: name, type: access.type, expected: type })
  return { name, access }
}
