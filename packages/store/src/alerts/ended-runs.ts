import { type Database, type Transaction } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'
import { judgeRun, type EndedRun } from './judge.ts'
import { activeRules, raise, recover } from './raise.ts'

/** An ended run as it was judged; what figures are made of. */
export interface JudgedRun {
  readonly id: string
  readonly flowId: string
  readonly workspaceId: string
  readonly status: string
  readonly durationMs: number | null
  readonly read: number
  readonly rejected: number
  /** How often its nodes tried again. */
  readonly retries: number
}

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly flow_id: string
  readonly status: string
  readonly trigger: string
  readonly duration_ms: number | null
  readonly rejected_rows: bigint
  readonly read: bigint
  readonly retries: bigint
  readonly code: string | null
  readonly finished_at: Date
}

const AT_ONCE = 100
/** Successes that say what is usual, at most and at least. */
const USUAL_OF = 20
const USUAL_FROM = 5
/** Some rows taken in again are not a run of the flow: they say nothing about how it does. */
const REPLAY = 'replay'

/**
 * Judges runs that have ended, in the order of their ends, each once: the mark on the run, the alerts and their notices are
 * one transaction. One process at a time; the others get nothing and go on.
 */
export const judgeEnded = (db: Database): Promise<JudgedRun[]> =>
  inTransaction(db, async (tx) => {
    const [lock] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtextextended('sluice-judge', 0)) AS mine`
    if (lock?.mine !== true) return []
    const rows = await tx.$queryRaw<Row[]>`
      WITH ended AS (SELECT id FROM run WHERE NOT judged AND finished_at IS NOT NULL ORDER BY finished_at LIMIT ${AT_ONCE}::int FOR UPDATE SKIP LOCKED)
      UPDATE run SET judged = true FROM ended WHERE run.id = ended.id
      RETURNING run.id, workspace_id, flow_id, status, trigger, duration_ms, rejected_rows, finished_at, problems->0->>'code' AS code,
        (SELECT coalesce(sum((counts->'in'->>'records')::bigint), 0)::bigint FROM run_node WHERE run_id = run.id) AS read,
        (SELECT count(*) FROM run_event e WHERE e.run_id = run.id AND e.type = 'log' AND e.data->>'code' = 'node-retry') AS retries`
    rows.sort((a, b) => a.finished_at.getTime() - b.finished_at.getTime())
    const rules = await activeRules(tx, [...new Set(rows.map(({ workspace_id }) => workspace_id))])
    for (const row of rows) {
      const mine = rules.filter((r) => r.workspaceId === row.workspace_id && (r.flowId === null || r.flowId === row.flow_id))
      if (mine.length === 0 || row.trigger === REPLAY || !isJudged(row.status)) continue
      const run = await withHistory(tx, row, row.status)
      for (const rule of mine) {
        const judgement = judgeRun(rule.condition, run)
        const subject = { rule, flowId: row.flow_id }
        if (judgement === 'well') await recover(tx, subject)
        else if (judgement !== undefined) await raise(tx, subject, judgement.trouble)
      }
    }
    return rows.map(toJudged)
  })

/** A run that a person cancelled says nothing about the flow. */
const isJudged = (status: string): status is EndedRun['status'] => ['succeeded', 'succeeded-with-rejects', 'failed'].includes(status)

const toJudged = (row: Row): JudgedRun => ({
  id: row.id,
  flowId: row.flow_id,
  workspaceId: row.workspace_id,
  status: row.status,
  durationMs: row.duration_ms,
  read: Number(row.read),
  rejected: Number(row.rejected_rows),
  retries: Number(row.retries),
})

async function withHistory(tx: Transaction, row: Row, status: EndedRun['status']): Promise<EndedRun> {
  const [history] = await tx.$queryRaw<{ in_a_row: bigint; usual: number | null; known: bigint }[]>`
    WITH before AS (SELECT id, status, duration_ms, finished_at FROM run
                     WHERE flow_id = ${row.flow_id}::uuid AND workspace_id = ${row.workspace_id}::uuid AND finished_at <= ${row.finished_at} AND trigger <> ${REPLAY}),
      usual AS (SELECT duration_ms FROM before WHERE status LIKE 'succeeded%' AND id <> ${row.id}::uuid ORDER BY finished_at DESC LIMIT ${USUAL_OF}::int)
    SELECT (SELECT count(*) FROM before WHERE status = 'failed'
              AND finished_at > coalesce((SELECT max(finished_at) FROM before WHERE status LIKE 'succeeded%'), '-infinity')) AS in_a_row,
           (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) FROM usual) AS usual, (SELECT count(*) FROM usual) AS known`
  const enough = history !== undefined && history.known >= BigInt(USUAL_FROM)
  return {
    id: row.id,
    flowId: row.flow_id,
    status,
    durationMs: row.duration_ms,
    rejected: Number(row.rejected_rows),
    read: Number(row.read),
    code: row.code,
    failedInARow: Number(history?.in_a_row ?? 0n),
    usualMs: enough ? history.usual : null,
  }
}
