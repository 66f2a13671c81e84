import pg from 'pg'
import PgBoss from 'pg-boss'
import { MIGRATION_LOCK } from '../database/migrate.ts'
import { JOBS_SCHEMA, QUEUES } from './queues.ts'

/** Brings the job library's tables and our queues up to date, under the lock that all our migrations take. */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) }
    const boss = new PgBoss({ db, schema: JOBS_SCHEMA, migrate: true, supervise: false, schedule: false })
    await boss.start()
    for (const [name, options] of Object.entries(QUEUES)) {
      await boss.createQueue(name, { name, ...options })
      await boss.updateQueue(name, { name, ...options })
    }
    await boss.stop({ graceful: false })
  } finally {
    await client.end()
  }
}
