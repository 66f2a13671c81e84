import { defaultConfig, readConnection, type ConnectionType } from '@sluice/catalog'
import type { ConnectionDto } from '@sluice/contract'
import type { Problem } from '@sluice/flow'
import { jsonConfig } from '../../editor/document/json-config.ts'

/** What is in the form: settings, and secrets as typed. An empty text leaves a saved secret as it is, null takes it away. */
export interface Draft {
  readonly name: string
  readonly config: ConnectionDto['config']
  readonly secrets: Readonly<Record<string, string | null>>
}

export const newDraft = (type: ConnectionType): Draft => ({ name: '', config: jsonConfig(defaultConfig(type.fields)), secrets: {} })

export const draftOf = ({ name, config }: ConnectionDto): Draft => ({ name, config, secrets: {} })

/** Secrets to send: what was typed and what is to go. */
export const sentSecrets = (draft: Draft): Record<string, string | null> =>
  Object.fromEntries(Object.entries(draft.secrets).filter(([, value]) => value !== ''))

/** The settings that lead elsewhere than the saved ones; every secret is needed again then. */
export const movedSettings = (type: ConnectionType, saved: ConnectionDto | undefined, draft: Draft): readonly string[] =>
  saved === undefined
    ? []
    : type.destination.filter((name) => JSON.stringify(saved.config[name] ?? null) !== JSON.stringify(draft.config[name] ?? null))

/** Saved secrets that have to be typed again. */
export const neededAgain = (type: ConnectionType, saved: ConnectionDto | undefined, draft: Draft): readonly string[] =>
  movedSettings(type, saved, draft).length === 0
    ? []
    : (saved?.secrets ?? []).filter((name) => (draft.secrets[name] ?? '') === '' && draft.secrets[name] !== null)

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
export const isName = (name: string): boolean => NAME.test(name)

/** Everything that keeps the draft from being saved, but for its name. */
export function draftProblems(type: ConnectionType, saved: ConnectionDto | undefined, draft: Draft): readonly Problem[] {
  const typed = Object.entries(sentSecrets(draft))
  const kept = (saved?.secrets ?? []).filter((name) => draft.secrets[name] !== null)
  const there = [...new Set([...kept, ...typed.flatMap(([name, value]) => (value === null ? [] : [name]))])]
  const again = neededAgain(type, saved, draft).map((name): Problem => ({ severity: 'error', code: 'setting-required', path: [name] }))
  return [...readConnection(type, draft.config, there).problems, ...again]
}
