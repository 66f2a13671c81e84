import { type EventState, type TriggerEventDto } from '@sluice/contract'
import { Prisma } from '@sluice/prisma'
import { type Transaction } from '../database/connect.ts'
import { notify } from '../database/notifications.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'
import { toEvent, type EventFigures, type EventRow } from './trigger-rows.ts'

interface FigureRow {
  readonly trigger_id: string
  readonly state: EventState
  readonly n: bigint
  readonly last_at: Date
}

/** How many events of each trigger are in which state, and when the last one came. */
export async function eventFigures(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EventFigures>> {
  const found = new Map<string, EventFigures>()
  if (ids.length === 0) return found
  const rows = await tx.$queryRaw<FigureRow[]>`SELECT trigger_id, state, count(*) AS n, max(received_at) AS last_at FROM trigger_event
    WHERE workspace_id = ${workspaceId}::uuid AND trigger_id = ANY(${[...ids]}::uuid[]) GROUP BY trigger_id, state`
  for (const { trigger_id: id, state, n, last_at } of rows) {
    const before = found.get(id) ?? { accepted: 0, running: 0, done: 0, failed: 0, lastAt: null }
    const lastAt = before.lastAt !== null && before.lastAt > last_at ? before.lastAt : last_at
    found.set(id, { ...before, [state]: Number(n), lastAt })
  }
  return found
}

const COLUMNS = Prisma.sql`id, state, dedupe_key, attempts, received_at, finished_at, not_before, run_id, problem`

/** The events of a workspace's triggers. */
export const triggerEvents = (scope: Scope, find: (tx: Transaction, id: string) => Promise<unknown>) => {
  const { db, workspaceId } = scope
  return {
    /** Newest first. */
    events: async (
      trigger: string,
      { state, limit, offset }: { state?: EventState; limit: number; offset: number },
    ): Promise<{ events: TriggerEventDto[]; total: number }> => {
      await find(db, trigger)
      const where = { workspaceId, triggerId: trigger, ...(state === undefined ? {} : { state }) }
      const only = state === undefined ? Prisma.empty : Prisma.sql`AND state = ${state}`
      const [rows, total] = await Promise.all([
        db.$queryRaw<EventRow[]>`SELECT ${COLUMNS}, left(payload::text, 100000) AS payload, request::text AS request FROM trigger_event
          WHERE workspace_id = ${workspaceId}::uuid AND trigger_id = ${trigger}::uuid ${only} ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`,
        db.triggerEvent.count({ where }),
      ])
      return { events: rows.map(toEvent), total }
    },

    /**
     * A failed event is tried again from the start; a done one is copied, so that its first effect stays told. One whose run
     * failed in the middle of its commit is left alone until that is finished or given up: some of it may be visible.
     */
    replay: (trigger: string, events: readonly number[]): Promise<number> =>
      inTransaction(db, async (tx) => {
        await find(tx, trigger)
        const ids = events.map(BigInt)
        const again =
          await tx.$executeRaw`UPDATE trigger_event SET state = 'accepted', attempts = 0, batch_limit = 1, not_before = NULL, finished_at = NULL, run_id = NULL
          WHERE workspace_id = ${workspaceId}::uuid AND trigger_id = ${trigger}::uuid AND id = ANY(${ids}::bigint[]) AND state = 'failed'
            AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = run_id AND (run.phase = 'committing' OR run.status IN ('queued', 'running')))`
        const copied = await tx.$executeRaw`INSERT INTO trigger_event (workspace_id, trigger_id, dedupe_key, payload, request, parameters)
          SELECT workspace_id, trigger_id, left(dedupe_key, 200) || ' replay ' || gen_random_uuid(), payload, request, parameters FROM trigger_event
           WHERE workspace_id = ${workspaceId}::uuid AND trigger_id = ${trigger}::uuid AND id = ANY(${ids}::bigint[]) AND state = 'done' ORDER BY id`
        await recordAudit(tx, scope, 'trigger.replay', trigger, { events: again + copied })
        await notify(tx, 'sluice_event', trigger)
        return again + copied
      }),

    /** The body of the last event that a flow's triggers took in; null when there was none. */
    lastBody: async (flow: string): Promise<string | null> => {
      const [row] = await db.$queryRaw<{ body: string | null }[]>`SELECT e.payload::text AS body FROM trigger_event e
        JOIN "trigger" t ON t.id = e.trigger_id WHERE t.flow_id = ${flow}::uuid AND t.workspace_id = ${workspaceId}::uuid
          AND t.kind IN ('webhook', 'endpoint') AND e.payload::text <> 'null' ORDER BY e.id DESC LIMIT 1`
      return row?.body ?? null
    },
  }
}
