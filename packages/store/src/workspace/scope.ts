import { type Database, type Transaction } from '../database/connect.ts'

/** What every store of a workspace is made from: no query of theirs is without `workspaceId`. */
export interface Scope {
  readonly db: Database
  readonly workspaceId: string
  /** Who acts: the name that is shown beside a change. */
  readonly actor: string
}

/** Runs work in one transaction; what was acknowledged after it is committed. */
export const inTransaction = <T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  db.$transaction(work, { maxWait: 10_000, timeout: 30_000 })
