import { runEventSchema, type RunEventDto } from '@sluice/contract'
import { type Transaction } from '../database/connect.ts'
import { type Channel } from '../database/notifications.ts'

/** An event as it is written: the id comes from the database. */
export type NewRunEvent = RunEventDto extends infer E ? (E extends RunEventDto ? Omit<E, 'id'> : never) : never

export interface RunKey {
  readonly workspaceId: string
  readonly runId: string
}

/** Appends events in order and wakes whoever watches the run, at commit; `also` wakes whoever listens there, with the run's id. */
export async function appendEvents(
  tx: Transaction,
  { workspaceId, runId }: RunKey,
  events: readonly NewRunEvent[],
  ...also: readonly Channel[]
): Promise<void> {
  // Counts are absolute: what an older event says is in the newer one, so a long run keeps one of them.
  if (events.some(({ type }) => type === 'counts')) await tx.runEvent.deleteMany({ where: { workspaceId, runId, type: 'counts' } })
  const types = events.map(({ type }) => type)
  const texts = events.map((event) => JSON.stringify(event))
  const channels: Channel[] = ['sluice_run', ...also]
  // One statement: whoever waits for the first event of a run waits for every way to the database.
  await tx.$executeRaw`
    WITH put AS (INSERT INTO run_event (workspace_id, run_id, type, data)
      SELECT ${workspaceId}::uuid, ${runId}::uuid, e.type, e.data::json FROM unnest(${types}::text[], ${texts}::text[]) WITH ORDINALITY AS e(type, data, n) ORDER BY e.n)
    SELECT pg_notify(channel, ${runId}::text) FROM unnest(${channels}::text[]) AS channel`
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Events after an id, in order. */
export async function readEvents(tx: Transaction, key: RunKey, after: number): Promise<RunEventDto[]> {
  const rows = await tx.runEvent.findMany({ where: { ...key, id: { gt: after } }, orderBy: { id: 'asc' } })
  return rows.map(({ id, data }) => runEventSchema.parse({ ...(isRecord(data) ? data : {}), id: Number(id) }))
}
