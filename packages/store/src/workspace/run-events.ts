import { runEventSchema, type RunEventDto } from '@sluice/contract'
import { type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { notify } from '../database/notifications.ts'

/** An event as it is written: the id comes from the database. */
export type NewRunEvent = RunEventDto extends infer E ? (E extends RunEventDto ? Omit<E, 'id'> : never) : never

export interface RunKey {
  readonly workspaceId: string
  readonly runId: string
}

/** Appends events in order and wakes whoever watches the run, at commit. */
export async function appendEvents(tx: Transaction, key: RunKey, events: readonly NewRunEvent[]): Promise<void> {
  // Counts are absolute: what an older event says is in the newer one, so a long run keeps one of them.
  if (events.some(({ type }) => type === 'counts')) await tx.runEvent.deleteMany({ where: { ...key, type: 'counts' } })
  await tx.runEvent.createMany({ data: events.map((event) => ({ ...key, type: event.type, data: toJson(event) })) })
  await notify(tx, 'sluice_run', key.runId)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Events after an id, in order. */
export async function readEvents(tx: Transaction, key: RunKey, after: number): Promise<RunEventDto[]> {
  const rows = await tx.runEvent.findMany({ where: { ...key, id: { gt: after } }, orderBy: { id: 'asc' } })
  return rows.map(({ id, data }) => runEventSchema.parse({ ...(isRecord(data) ? data : {}), id: Number(id) }))
}
