import { type Database } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'

/** What a worker tells of itself. */
export interface WorkerFacts {
  /** Unique among the living. */
  readonly id: string
  readonly host: string
  readonly pid: number
  /** Of the program. */
  readonly version: string
  /** Runs at once. */
  readonly runs: number
  /** All memory that it gives to runs. */
  readonly memoryMb: number
  readonly documentVersion: number
}

/** A worker that told of itself a moment ago. */
export interface LivingWorker extends WorkerFacts {
  readonly startedAt: string
  readonly seenAt: string
  readonly draining: boolean
}

/** A worker that was silent for longer is taken for gone. */
export const SILENT_SECONDS = 20

/** The workers of all hosts, as they tell of themselves. */
export const workerRegistry = (db: Database) => ({
  /** Enters a worker, again too. Refuses a name that another living worker has (`worker-name-taken`). */
  enter: async ({ id, host, pid, version, runs, memoryMb, documentVersion }: WorkerFacts): Promise<void> => {
    const entered = await db.$executeRaw`
      INSERT INTO worker (id, host, pid, version, runs, memory_mb, document_version)
      VALUES (${id}, ${host}, ${pid}::int, ${version}, ${runs}::int, ${memoryMb}::int, ${documentVersion}::int)
      ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, version = excluded.version, runs = excluded.runs,
        memory_mb = excluded.memory_mb, document_version = excluded.document_version, started_at = now(), seen_at = now(), draining = false
      WHERE (worker.host = excluded.host AND worker.pid = excluded.pid) OR worker.seen_at < now() - make_interval(secs => ${SILENT_SECONDS}::int)`
    if (entered === 0) throw new StoreError('worker-name-taken', { name: id })
  },

  /** Tells that a worker lives; false when it was taken for gone meanwhile. Forgets those that are silent. */
  beat: async (id: string, draining: boolean): Promise<boolean> => {
    const beaten = await db.$executeRaw`UPDATE worker SET seen_at = now(), draining = ${draining} WHERE id = ${id}`
    await db.$executeRaw`DELETE FROM worker WHERE seen_at < now() - make_interval(secs => ${SILENT_SECONDS}::int)`
    return beaten > 0
  },

  leave: async ({ id, host, pid }: Pick<WorkerFacts, 'id' | 'host' | 'pid'>): Promise<void> => {
    await db.worker.deleteMany({ where: { id, host, pid } })
  },

  /** Those that told of themselves a moment ago, by name. */
  living: async (): Promise<LivingWorker[]> => {
    const rows = await db.$queryRaw<(Omit<LivingWorker, 'startedAt' | 'seenAt'> & { startedAt: Date; seenAt: Date })[]>`
      SELECT id, host, pid, version, runs, memory_mb AS "memoryMb", document_version AS "documentVersion", draining,
             started_at AS "startedAt", seen_at AS "seenAt"
        FROM worker WHERE seen_at > now() - make_interval(secs => ${SILENT_SECONDS}::int) ORDER BY id`
    return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString(), seenAt: row.seenAt.toISOString() }))
  },
})
export type WorkerRegistry = ReturnType<typeof workerRegistry>
