import type { Json } from '@sluice/flow'
import type { Fields } from '../kit/fields.ts'

/** A part of a connection that is sealed: written, replaced, taken away, never read again. */
export interface SecretPart {
  /** Without it the system can't be reached. */
  readonly required: boolean
  /** Counts only when a setting has one of these values. */
  readonly when?: { readonly field: string; readonly is: readonly (string | boolean)[] }
}

/** Settings of a connection, in the clear. */
export type ConnectionConfig = Readonly<Record<string, Json>>

/**
 * A kind of system that flows reach by the name of a connection: form, validation and texts come from this record.
 * Texts are under `connections.<type>`: `label`, `help`, `fields.<name>` of settings and secrets alike.
 */
export interface ConnectionType {
  readonly type: string
  /** Name of a Tabler icon in kebab-case. */
  readonly icon: string
  readonly fields: Fields
  readonly secrets: Readonly<Record<string, SecretPart>>
  /** The settings that say where secrets go and how they are guarded on the way; with others, the secrets are needed again. */
  readonly destination: readonly string[]
  /** Where it leads, in a few words for lists. Works on any config. */
  readonly target: (config: ConnectionConfig) => string
}
