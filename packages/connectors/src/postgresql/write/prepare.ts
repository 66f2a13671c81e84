import type { ConnectionAccess, PreparedTarget, TargetBatch, TargetConnector, TargetContext, TargetReject } from '@sluice/engine/connector'
import { ConnectorError } from '@sluice/engine/connector'
import { connectionSetting } from '../../settings.ts'
import { Database } from '../database.ts'
import { findTable } from '../find-table.ts'
import { formatTableName, quoteTable } from '../names.ts'
import { mostAllowed, reasonsToAsk } from './approval.ts'
import { checkRows } from './check-rows.ts'
import { RowCopier } from './copy-rows.ts'
import { describeTarget, type Target } from './describe-target.ts'
import { readJob, type WriteJob } from './job.ts'
import { mapColumns, type Mapped } from './mapping.ts'
import { createTable } from './new-table.ts'
import { countChanges, countTarget, firstChanges, requireUniqueTarget } from './plan-write.ts'
import { KEYED, writeSettings, type WriteSettings } from './settings.ts'
import { clearStaging, createStaging, finishStaging, stagingName, stagingSchema, type PlaceInSchema } from './staging.ts'
import { tryRows } from './trial.ts'

/** Since this version PostgreSQL tells whether a text is a value of a type. */
const CAN_ASK = 160_000

interface Found {
  readonly target: Target | undefined
  readonly place: { readonly schema: string; readonly table: string }
  readonly canAsk: boolean
}

/** The table as it is, or the place where it will be. */
async function findTarget(database: Database, settings: WriteSettings): Promise<Found> {
  await database.begin('read')
  const found = await findTable(database, settings.table)
  const { rows: [about] } = await database.query(`SELECT current_schema(), current_setting('server_version_num')`) // prettier-ignore
  const name = formatTableName(settings.table)
  if (found === undefined && (!settings.createTable || settings.mode === 'update' || settings.mode === 'delete'))
    throw new ConnectorError('database-table-unknown', { table: name, database: database.label })
  if (found !== undefined && found.kind !== 'table') throw new ConnectorError('target-not-a-table', { table: name })
  const target = found && (await describeTarget(database, found))
  await database.query('COMMIT')
  const schema = found?.schema ?? settings.table.schema ?? about?.[0] ?? 'public'
  return { target, place: { schema, table: found?.table ?? settings.table.table }, canAsk: Number(about?.[1]) >= CAN_ASK }
}

function jobOf(
  settings: WriteSettings,
  connection: string,
  found: Found,
  staging: WriteJob['staging'],
  mapped: readonly Mapped[],
): WriteJob {
  const keys = settings.keys.flatMap((name) => mapped.find(({ from }) => from === name)?.to.name ?? [])
  return {
    connection,
    table: found.place,
    staging,
    mode: settings.mode,
    columns: mapped.map(({ to, stage, key, asText }) => ({ name: to.name, stage, key, asText })),
    overriding: mapped.some(({ to }) => to.identityAlways),
    create: found.target === undefined ? createTable(found.place, mapped, keys) : null,
    counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 0 },
    most: { inserted: null, updated: null, deleted: null },
    timeoutSeconds: settings.timeoutSeconds,
    lockSeconds: settings.lockSeconds,
  }
}

/** Sets aside what the target refuses, before anything is counted. */
async function refuseRows(
  database: Database,
  job: WriteJob,
  target: Target | undefined,
  mapped: readonly Mapped[],
): Promise<readonly TargetReject[]> {
  await database.begin('write')
  const { rejects, foreseen } = await checkRows(database, { target, mapped, mode: job.mode, staging: job.staging })
  const tried = foreseen ? [] : await tryRows(database, job, mapped)
  await database.query('COMMIT')
  return [...rejects, ...tried]
}

/** What could not be prepared is taken away at once: a staging table that stays would keep a full disk full. */
const CLEAR_MS = 5_000

/** Takes the staging table away over a connection of its own, as the other one may be broken off. A database that can't be reached keeps it until somebody comes back. */
async function takeAway(access: ConnectionAccess, context: TargetContext, staging: PlaceInSchema): Promise<void> {
  try {
    const seconds = CLEAR_MS / 1_000
    await using database = await Database.open(access, { ...context, signal: AbortSignal.timeout(CLEAR_MS), timeoutSeconds: seconds })
    await database.query(`DROP TABLE IF EXISTS ${quoteTable(staging)}`)
  } catch {
    // The next attempt, or the time after which nobody comes back, takes it away.
  }
}

const isUnreachable = (error: unknown): boolean => error instanceof ConnectorError && error.passing === 'unreachable'

/** Stages the rows, sets aside what the target refuses, and tells what applying would do. All of it lasts, none of it shows. */
export const preparePostgresql: TargetConnector['prepare'] = async (config, columns, rows, context): Promise<PreparedTarget> => {
  const { name, access } = connectionSetting(config, context.connections, 'postgresql')
  let made: PlaceInSchema | undefined
  try {
    return await stage({ name, access, settings: writeSettings(config), columns, rows, context, onMade: (place) => (made = place) })
  } catch (error) {
    if (made !== undefined && !isUnreachable(error)) await takeAway(access, context, made)
    throw error
  }
}

interface Staging {
  /** Of the connection. */
  readonly name: string
  readonly access: ConnectionAccess
  readonly settings: WriteSettings
  readonly columns: Parameters<TargetConnector['prepare']>[1]
  readonly rows: AsyncIterable<TargetBatch>
  readonly context: TargetContext
  /** Told before there is a staging table. */
  readonly onMade: (staging: PlaceInSchema) => void
}

/** Its connection is closed when it has ended, whether well or not: nothing of it holds the staging table then. */
async function stage({ name, access, settings, columns, rows, context, onMade }: Staging): Promise<PreparedTarget> {
  await using database = await Database.open(access, { ...context, timeoutSeconds: settings.timeoutSeconds })
  const found = await findTarget(database, settings)
  const mapped = mapColumns(settings, columns, found.target, formatTableName(found.place))
  const schema = await stagingSchema(database, found.place.schema)
  await clearStaging(database, schema, context.runId, context.node, context.attempt)
  const staging = { schema, table: stagingName(context.runId, context.node, context.attempt) }
  onMade(staging)
  await createStaging(database, staging, mapped)
  const copier = new RowCopier(database, staging, mapped, found.canAsk)
  for await (const batch of rows) await copier.copy(batch)
  await finishStaging(database, staging, mapped)
  const job = jobOf(settings, name, found, staging, mapped)
  const refused = await refuseRows(database, job, found.target, mapped)

  await database.begin('read')
  const exists = found.target !== undefined
  if (exists && KEYED.has(job.mode)) await requireUniqueTarget(database, job)
  const counts = await countChanges(database, job, exists)
  const existing = exists && settings.limits.percent !== null ? await countTarget(database, job) : 0
  const changes = await firstChanges(database, job, counts, exists)
  const manifest = readJob({ ...job, counts, most: mostAllowed(settings, counts, existing) })
  const target = `${name}: ${formatTableName(found.place)}`
  const plan = { node: context.node, target, counts, changes, approval: reasonsToAsk(settings, counts, existing) }
  return { manifest, rejects: [...copier.rejects, ...refused], plan }
}
