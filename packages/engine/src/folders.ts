/** Where a run may read and write. Absolute, real paths. */
export interface RunFolders {
  /** Input paths in the flow are relative to this. */
  readonly input: string
  /** Sink paths in the flow are relative to this. */
  readonly output: string
  /** The run's own scratch folder: DuckDB's temp directory, transcoded files. Removed at the end by the host. */
  readonly work: string
  /** A folder above `work` that runs one after the other share: given, a database may stay open for the next of them. */
  readonly session?: string
}
