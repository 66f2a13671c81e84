import type PgBoss from 'pg-boss'

/** What a job of each queue carries. */
export interface JobData {
  /** Tell somebody about an alert. */
  readonly notice: { readonly alertId: string; readonly kind: 'opened' | 'recovered' }
  /** Delete what is kept no longer. */
  readonly retention: { readonly due: string }
}
export type QueueName = keyof JobData

/** Where jobs of the library are: a schema of our own, so that no other program of this database is disturbed. */
export const JOBS_SCHEMA = 'sluice_jobs'

/** How each queue tries again. Delays in seconds; with back-off they double, with some chance, from try to try. */
export const QUEUES: Readonly<Record<QueueName, Omit<PgBoss.Queue, 'name'>>> = {
  // Tries for about three hours, then gives up.
  notice: { retryLimit: 11, retryDelay: 5, retryBackoff: true, expireInSeconds: 60 },
  retention: { retryLimit: 3, retryDelay: 60, expireInSeconds: 3_600 },
}
