/** How bad a problem is: an error stops a run, a warning is only shown. */
export type Severity = 'error' | 'warning'

/** One fact about a flow that a person should know. Text comes from the locale files by `code`. */
export interface Problem {
  readonly severity: Severity
  /** Stable code, kebab-case, e.g. `unknown-column`. Locale key: `problems.<code>`. */
  readonly code: string
  /** The node it is about; absent when it is about the whole document. */
  readonly nodeId?: string
  /** Where inside the node's config (or inside the document when there is no node). */
  readonly path?: readonly (string | number)[]
  /** Facts for the text: names, values, positions. Always text-safe. */
  readonly params?: Readonly<Record<string, string | number>>
}

/** True when at least one of the problems is an error. */
export const hasErrors = (problems: readonly Problem[]): boolean => problems.some((p) => p.severity === 'error')
