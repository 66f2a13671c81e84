import { findConnectionType, readConnection, type ConnectionType } from '@sluice/catalog'
import { type ConnectionDto } from '@sluice/contract'
import { ApiFailure, problemDto } from '../../http/failure.ts'

type Config = ConnectionDto['config']
type Secrets = Readonly<Record<string, string | null>>

/** The type of a connection; refused when there is none of that name. */
export function typeOf(type: string): ConnectionType {
  const known = findConnectionType(type)
  if (known === undefined) throw new ApiFailure(422, 'connection-type-unknown', { params: { type } })
  return known
}

/** The settings with defaults, refused with all that is wrong with them. `before` names the secrets that are there already. */
export function checkedSettings(type: ConnectionType, config: Config, secrets: Secrets, before: readonly string[] = []): Config {
  const after = [...before.filter((name) => secrets[name] !== null), ...Object.keys(secrets).filter((name) => secrets[name] !== null)]
  const unknown = Object.keys(secrets).filter((name) => !Object.hasOwn(type.secrets, name))
  const { config: good, problems } = readConnection(type, config, [...new Set([...after, ...unknown])])
  if (good === undefined) throw new ApiFailure(422, 'connection-has-problems', { problems: problems.map(problemDto) })
  return good
}
