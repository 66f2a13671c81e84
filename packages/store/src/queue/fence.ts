import { type Transaction } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { type RunKey } from '../workspace/run-events.ts'

/** What identifies an attempt: a worker that lost its lease can write nothing more. */
export interface AttemptKey extends RunKey {
  readonly attempt: number
}

/** How long a worker may be silent before its run is given up. */
export const LEASE_SECONDS = 8

/** Another process took the run away from this attempt. */
export const leaseLost = (key: AttemptKey): StoreError => new StoreError('lease-lost', { run: key.runId, attempt: key.attempt })

/** What a fenced transaction knows of its run. */
export interface Fenced {
  readonly cancelRequested: boolean
  /** The id of what was written last; null: nothing yet. */
  readonly lastWrite: string | null
  /** When the transaction began, by the clock of the database. */
  readonly now: Date
}

/** Locks the run's row for this attempt and renews the lease; throws when the attempt no longer holds the run. */
export async function fence(tx: Transaction, key: AttemptKey): Promise<Fenced> {
  const rows = await tx.$queryRaw<
    { cancel_requested: boolean; last_write: string | null; now: Date }[]
  >`UPDATE run SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
    WHERE id = ${key.runId}::uuid AND workspace_id = ${key.workspaceId}::uuid AND attempt = ${key.attempt} AND status = 'running' RETURNING cancel_requested, last_write, now() AS now`
  const row = rows[0]
  if (row === undefined) throw leaseLost(key)
  return { cancelRequested: row.cancel_requested, lastWrite: row.last_write, now: row.now }
}
