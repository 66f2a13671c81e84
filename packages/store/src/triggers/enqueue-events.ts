import { z } from 'zod'
import { type Database, type Transaction } from '../database/connect.ts'
import { enqueueRun } from '../workspace/enqueue-run.ts'
import { inTransaction } from '../workspace/scope.ts'

interface Row {
  readonly id: bigint
  readonly workspace_id: string
  readonly trigger_id: string
  readonly kind: string
  readonly name: string
  readonly flow_id: string
  readonly published_revision: number
  readonly parameters: unknown
}

const parametersSchema = z.record(z.string(), z.string())
const kindSchema = z.enum(['file', 'flow'])

/** The next event that becomes a run of its own in the queue; workers that ask at once get different ones. */
const takeNext = (tx: Transaction) => tx.$queryRaw<Row[]>`
  SELECT e.id, e.workspace_id, e.trigger_id, t.kind, t.name, t.flow_id, f.published_revision, e.parameters
    FROM trigger_event e JOIN "trigger" t ON t.id = e.trigger_id JOIN flow f ON f.id = t.flow_id
    LEFT JOIN setting paused ON paused.workspace_id = t.workspace_id AND paused.key = 'paused'
   WHERE e.state = 'accepted' AND t.kind IN ('file', 'flow') AND NOT t.paused AND f.deleted_at IS NULL AND f.published_revision IS NOT NULL
     AND coalesce(paused.value::text, 'false') <> 'true' AND (e.not_before IS NULL OR e.not_before <= now())
   ORDER BY e.id LIMIT 1 FOR UPDATE OF e SKIP LOCKED`

/** Puts one run into the queue for each event of a file or a flow that ended; they may be large, so they take their turn. Gives how many. */
export async function enqueueEvents(db: Database): Promise<number> {
  for (let count = 0; ; count++) {
    const more = await inTransaction(db, async (tx) => {
      const [event] = await takeNext(tx)
      if (event === undefined) return false
      const { id, workspace_id: workspaceId, flow_id: flowId, published_revision: revision, trigger_id: triggerRef, name } = event
      const parameters = parametersSchema.parse(event.parameters ?? {})
      const wanted = { flowId, revision, parameters, trigger: kindSchema.parse(event.kind), triggerRef, published: true }
      const run = await enqueueRun(tx, { workspaceId, actor: name }, wanted)
      await tx.triggerEvent.updateMany({ where: { id, workspaceId }, data: { state: 'running', runId: run.id } })
      return true
    })
    if (!more) return count
  }
}
