import { type ConnectionConfig } from './connection-rows.ts'

/** Secrets as a person gives them: absent stays, null goes. */
export type Given = Readonly<Record<string, string | null>>

/** Which of the settings that say where secrets go differ. Without this an editor could send a password to a host of his own. */
export const changedDestination = (before: ConnectionConfig, after: ConnectionConfig, destination: readonly string[]): readonly string[] =>
  destination.filter((field) => JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null))
