import { writeFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import PgBoss from 'pg-boss'
import { z } from 'zod'
import { migrateJobs } from '../jobs/migrate-jobs.ts'
import { JOBS_SCHEMA } from '../jobs/queues.ts'

/** Notices of alerts that were not sent yet, as a file of a backup. The tables of the job library are not copied: they are its own. */
export const NOTICES_FILE = 'database/notices.json'

/** A notice keeps its id, by which whoever gets it twice can tell. */
const noticesSchema = z.array(z.strictObject({ id: z.uuid(), alertId: z.uuid(), kind: z.enum(['opened', 'recovered']) }))

/** Writes down the notices that wait, as of the transaction of the client. */
export async function writeNotices(client: pg.Client, folder: string): Promise<void> {
  const { rows: [jobs] } = await client.query<{ there: boolean }>(`SELECT to_regclass('${JOBS_SCHEMA}.job') IS NOT NULL AS there`) // prettier-ignore
  const rows = jobs?.there === true ? (await client.query<object>(WAITING)).rows : []
  await writeFile(join(folder, NOTICES_FILE), `${JSON.stringify(noticesSchema.parse(rows), null, 2)}\n`)
}

const WAITING = `SELECT id::text, data->>'alertId' AS "alertId", data->>'kind' AS kind FROM ${JOBS_SCHEMA}.job
  WHERE name = 'notice' AND state IN ('created', 'retry', 'active') ORDER BY created_on, id`

/** Has the notices sent that waited. What the alerts say was told is left out when its turn comes. */
export async function restoreNotices(databaseUrl: string, folder: string): Promise<void> {
  const notices = noticesSchema.parse(JSON.parse(await readFile(join(folder, NOTICES_FILE), 'utf8')))
  if (notices.length === 0) return
  await migrateJobs(databaseUrl)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) }
    const boss = new PgBoss({ db, schema: JOBS_SCHEMA, migrate: false, supervise: false, schedule: false })
    for (const { id, ...data } of notices) await boss.send('notice', data, { id })
  } finally {
    await client.end()
  }
}
