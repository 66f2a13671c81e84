/** A request or event that started a run, as `source.webhook` reads it. */
export interface Incoming {
  /** The JSON text of the body exactly as it came; null when there was none. */
  readonly body: string | null
  /** Values of the path by the name of their place (`id` for `:id`). */
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}
