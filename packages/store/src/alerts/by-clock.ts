import { type Database, type Transaction } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'
import { activeRules, raise, recover, type ActiveRule } from './raise.ts'

/** Looks at what no run tells: flows without a success for too long, and a queue that does not move. One process at a time. */
export const judgeByClock = (db: Database): Promise<void> =>
  inTransaction(db, async (tx) => {
    const [lock] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtextextended('sluice-judge', 0)) AS mine`
    if (lock?.mine !== true) return
    for (const rule of await activeRules(tx)) {
      if (rule.condition.kind === 'freshness') await judgeFreshness(tx, rule, rule.condition.minutes)
      if (rule.condition.kind === 'queue') await judgeQueue(tx, rule, rule.condition.minutes)
    }
    await forgetTrashed(tx)
  })

/** Rows taken in again are no success of the flow. A flow that never ran counts from when the rule was made, if the rule names it; a rule of all flows leaves it alone. */
async function judgeFreshness(tx: Transaction, rule: ActiveRule, minutes: number): Promise<void> {
  const stale = await tx.$queryRaw<{ flow_id: string; since: Date; age: number }[]>`
    SELECT f.id AS flow_id, s.since, floor(extract(epoch FROM now() - s.since) / 60)::int AS age
      FROM flow f JOIN alert_rule rule ON rule.id = ${rule.id}::uuid
      CROSS JOIN LATERAL (SELECT max(finished_at) AS last FROM run WHERE run.flow_id = f.id AND status LIKE 'succeeded%' AND trigger <> 'replay') l
      CROSS JOIN LATERAL (SELECT coalesce(l.last, CASE WHEN rule.flow_id IS NULL THEN NULL ELSE rule.created_at END) AS since) s
     WHERE f.workspace_id = ${rule.workspaceId}::uuid AND f.deleted_at IS NULL AND (rule.flow_id IS NULL OR rule.flow_id = f.id)
       AND s.since < now() - make_interval(mins => ${minutes}::int)`
  for (const { flow_id: flowId, since, age } of stale) {
    await raise(tx, { rule, flowId }, { since: since.toISOString(), minutes: age }, true)
  }
}

async function judgeQueue(tx: Transaction, rule: ActiveRule, minutes: number): Promise<void> {
  const [stuck] = await tx.$queryRaw<{ since: Date | null; waiting: bigint }[]>`
    SELECT min(coalesce(not_before, created_at)) AS since, count(*) AS waiting FROM run
     WHERE workspace_id = ${rule.workspaceId}::uuid AND status = 'queued' AND coalesce(not_before, created_at) < now() - make_interval(mins => ${minutes}::int)
       AND NOT EXISTS (SELECT 1 FROM setting s WHERE s.workspace_id = run.workspace_id AND s.key = 'paused' AND s.value::text = 'true')`
  const subject = { rule, flowId: null }
  if (stuck === undefined || stuck.since === null) await recover(tx, subject)
  else await raise(tx, subject, { since: stuck.since.toISOString(), waiting: Number(stuck.waiting), minutes }, true)
}

/** Nobody waits for a flow that is in the trash. */
async function forgetTrashed(tx: Transaction): Promise<void> {
  await tx.$executeRaw`UPDATE alert SET state = 'recovered', recovered_at = now()
    FROM flow f WHERE f.id = alert.flow_id AND f.deleted_at IS NOT NULL AND alert.state = 'open'`
}
