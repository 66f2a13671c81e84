import { z } from 'zod'
import { readConfig, type ConfigProblem } from '../kit/read-config.ts'
import { isShown } from '../kit/walk-fields.ts'
import type { ConnectionType, SecretPart } from './connection-type.ts'

const settings = z.record(z.string(), z.json())

/** The settings when they can be used, defaults filled in, and all that is wrong with them. */
export interface ReadConnection {
  readonly config?: z.output<typeof settings>
  readonly problems: readonly ConfigProblem[]
}

const counts = (part: SecretPart, config: Readonly<Record<string, unknown>>): boolean =>
  part.when === undefined || isShown({ kind: 'secret', default: null, when: part.when }, config)

/** The secret parts that count with these settings, by name. */
export const secretParts = (type: ConnectionType, config: Readonly<Record<string, unknown>>): readonly (readonly [string, SecretPart])[] =>
  Object.entries(type.secrets).filter(([, part]) => counts(part, config))

/**
 * Checks the settings of a connection. `secrets` names the secret parts that will be there. Places of problems are
 * the setting's name, for secrets too.
 */
export function readConnection(type: ConnectionType, raw: unknown, secrets: readonly string[]): ReadConnection {
  const { config, problems } = readConfig(type, raw)
  const unknown = secrets.filter((name) => !Object.hasOwn(type.secrets, name))
  const found: readonly ConfigProblem[] = [
    ...problems,
    ...unknown.map((name): ConfigProblem => ({ severity: 'error', code: 'unknown-setting', path: [name], params: { name } })),
  ]
  if (config === undefined) return { problems: found }
  const lacking = secretParts(type, config).filter(([name, part]) => part.required && !secrets.includes(name))
  const all = [...found, ...lacking.map(([name]): ConfigProblem => ({ severity: 'error', code: 'setting-required', path: [name] }))]
  return { ...(all.length === 0 && { config: settings.parse(config) }), problems: all }
}
