import { ConnectorError, type TargetConnector, type WriteCounts } from '@sluice/engine/connector'
import type { Json } from '@sluice/flow'
import { connectionSetting } from '../../settings.ts'
import { Database } from '../database.ts'
import { sqlStateOf } from '../errors.ts'
import { formatTableName, quoteTable } from '../names.ts'
import { readCounts, readJob, type WriteJob } from './job.ts'
import { COMMIT_TABLE } from './staging.ts'
import { clearing, writing, type Part } from './statements.ts'

type Context = Parameters<TargetConnector['apply']>[2]

async function open(job: WriteJob, context: Context): Promise<Database> {
  const { access } = connectionSetting({ connection: { connection: job.connection } }, context.connections, 'postgresql')
  return Database.open(access, { ...context, timeoutSeconds: job.timeoutSeconds })
}

/** Takes the mark of this run and sink. Another attempt that is at it right now is waited for; what it has done comes back. */
async function markCommit(
  database: Database,
  job: WriteJob,
  watermarks: Readonly<Record<string, Json>>,
  context: Context,
): Promise<WriteCounts | undefined> {
  const table = quoteTable({ schema: job.staging.schema, table: COMMIT_TABLE })
  const { count } = await database.query(
    `INSERT INTO ${table} (run, sink, attempt, counts, watermark) VALUES ($1, $2, $3::int, $4::json, $5::json) ON CONFLICT DO NOTHING`,
    [context.runId, context.node, String(context.attempt), JSON.stringify(job.counts), JSON.stringify(watermarks)],
  )
  if (count === 1) return undefined
  const { rows } = await database.query(`SELECT counts FROM ${table} WHERE run = $1 AND sink = $2`, [context.runId, context.node])
  return readCounts(rows[0]?.[0] ?? JSON.stringify(job.counts))
}

/** Keeps others from writing the table until the end; who may only insert has no right to that, and only inserts. */
async function lockTarget(database: Database, job: WriteJob): Promise<void> {
  const strength = job.mode === 'insert' ? 'ROW EXCLUSIVE' : 'SHARE ROW EXCLUSIVE'
  await database.query(`LOCK TABLE ${quoteTable(job.table)} IN ${strength} MODE`)
}

const outdated = (job: WriteJob, reason: string): ConnectorError =>
  new ConnectorError('plan-outdated', { table: formatTableName(job.table), reason }, { retryable: true })

/** Runs the statements of the write and counts what they have done. */
async function write(database: Database, job: WriteJob): Promise<WriteCounts> {
  const done: Record<Part, number> = { insert: 0, update: 0, delete: 0 }
  for (const { part, sql } of [...clearing(job), ...writing(job)]) done[part] += (await database.query(sql)).count
  const { inserted, updated, deleted, unchanged } = job.counts
  // Rows that needed nothing when it was planned, or need nothing now that somebody else has written the same.
  const same = job.mode === 'delete' ? unchanged + deleted - done.delete : inserted + updated + unchanged - done.insert - done.update
  return { inserted: done.insert, updated: done.update, deleted: done.delete, unchanged: same }
}

function requireAllowed(job: WriteJob, counts: WriteCounts): void {
  for (const kind of ['inserted', 'updated', 'deleted'] as const) {
    const most = job.most[kind]
    if (most !== null && counts[kind] > most) throw outdated(job, `${kind}: ${counts[kind]} > ${most}`)
  }
}

/** What the target refuses now it took when the plan was made: somebody has changed it since. */
function explained(error: unknown, job: WriteJob): unknown {
  const state = sqlStateOf(error)
  if (state === '42P01' || state === '3F000')
    return new ConnectorError('staging-missing', { table: formatTableName(job.table) }, { cause: error })
  const message = error instanceof ConnectorError ? String(error.params['message'] ?? '') : ''
  return state !== undefined && /^(22|23|44|P0|42P07)/.test(state) ? outdated(job, message) : error
}

/** Makes the prepared rows visible: one transaction that writes them, marks the run as committed and takes the staging table away. */
export const applyPostgresql: TargetConnector['apply'] = async (manifest, watermarks, context) => {
  const job = readJob(manifest)
  await using database = await open(job, context)
  try {
    await database.begin('write')
    await database.query(`SELECT set_config('lock_timeout', $1, true)`, [`${job.lockSeconds}s`])
    const before = await markCommit(database, job, watermarks, context)
    if (before !== undefined) {
      await database.query(`DROP TABLE IF EXISTS ${quoteTable(job.staging)}`)
      await database.query('COMMIT')
      return { counts: before, before: true }
    }
    if (job.create !== null) await database.query(job.create)
    await lockTarget(database, job)
    const counts = await write(database, job)
    requireAllowed(job, counts)
    const mark = quoteTable({ schema: job.staging.schema, table: COMMIT_TABLE })
    await database.query(`UPDATE ${mark} SET counts = $3::json WHERE run = $1 AND sink = $2`, [context.runId, context.node, JSON.stringify(counts)]) // prettier-ignore
    await database.query(`DROP TABLE ${quoteTable(job.staging)}`)
    await database.query('COMMIT')
    return { counts, before: false }
  } catch (error) {
    throw explained(error, job)
  }
}

/** Takes the staging table away. Nothing happens when it is gone, or was applied. */
export const discardPostgresql: TargetConnector['discard'] = async (manifest, context) => {
  const job = readJob(manifest)
  await using database = await open(job, context)
  await database.begin('write')
  await database.query(`DROP TABLE IF EXISTS ${quoteTable(job.staging)}`)
  await database.query('COMMIT')
}
