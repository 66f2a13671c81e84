import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { toInputRows } from '../lineage/record.ts'
import { type AttemptKey, type AttemptWriter, type Finish, type Progress, leaseLost } from '../queue/attempt.ts'
import { rowsOf } from '../queue/rows-of.ts'
import { type Begun } from '../queue/commit-phase.ts'
import { ANSWER, COMMIT, FINISH, HEARTBEAT } from './light-statements.ts'

/** What an endpoint's flow answered, as it is kept. */
export interface KeptAnswer {
  readonly status: number
  /** JSON text; null: one record was to be answered and there is none. */
  readonly body: string | null
}

/** A run that was claimed a moment ago, and what is told about it at its end. */
export interface LightRun {
  readonly key: AttemptKey
  readonly startedAt: string
  readonly watermarks: Begun['watermarks']
  readonly answer: () => KeptAnswer | undefined
}

const NOTHING: Progress = { nodes: new Map(), rejected: [], events: [] }

/**
 * A writer for runs of milliseconds: what happens is kept until the commit or the end, and then written in one statement. What
 * is out of the ordinary (rejected rows, sources with a watermark, plans that wait for a person) goes through the full writer.
 */
export function lightAttempt(pool: pg.Pool, full: AttemptWriter, { key, startedAt, watermarks, answer }: LightRun): AttemptWriter {
  const { runId, workspaceId, attempt } = key
  const held = [runId, workspaceId, attempt]
  let kept = NOTHING
  const keep = (progress: Progress): Progress => ({
    nodes: new Map([...kept.nodes, ...progress.nodes]),
    rejected: [...kept.rejected, ...progress.rejected],
    events: [...kept.events, ...progress.events],
  })
  const fenced = async (statement: { name: string; text: string }, values: readonly unknown[]): Promise<void> => {
    const { rows } = await pool.query<{ n: number }>({ ...statement, values: [...held, ...values] })
    if (rows[0]?.n !== 1) throw leaseLost(key)
  }
  /** What was handed to the full writer, and not answered yet: it stays the same, whatever comes meanwhile. */
  let writing: Progress | undefined
  const writeKept = async (): Promise<void> => {
    if (writing === undefined) [writing, kept] = [kept, NOTHING]
    await full.write(writing)
    writing = undefined
  }
  return {
    ...full,

    /** Nobody had this run before, and nothing is prepared. */
    begin: () => Promise.resolve({ phase: 'working', manifest: null, watermarks }),

    heartbeat: async () => {
      const { rows } = await pool.query<{ cancel_requested: boolean }>({ ...HEARTBEAT, values: held })
      if (rows[0] === undefined) throw leaseLost(key)
      return { cancelRequested: rows[0].cancel_requested }
    },

    write: (progress) => {
      kept = keep(progress)
      return Promise.resolve({ cancelRequested: false })
    },

    commit: async (commit) => {
      const { manifest, plans, hold, readFrom, readTo } = commit
      if (hold || kept.rejected.length > 0 || Object.keys(readTo).length > 0) {
        await writeKept()
        await full.commit(commit)
        return
      }
      await fenced(COMMIT, [JSON.stringify({ ...manifest, readFrom }), plans.length === 0 ? null : JSON.stringify(plans), nodesOf(kept)])
    },

    finish: async (end) => {
      if (writing !== undefined) await writeKept()
      const whole: Finish = { ...end, ...keep(end) }
      const given = answer()
      if (whole.rejected.length === 0 && (whole.outputsOf ?? attempt) === attempt) {
        await fenced(FINISH, endOf(whole, startedAt, given))
        return
      }
      if (given !== undefined) await pool.query({ ...ANSWER, values: [runId, JSON.stringify(given)] })
      await full.finish(whole)
    },
  }
}

const nodesOf = ({ nodes }: Progress): string => JSON.stringify([...nodes].map(([node, state]) => ({ node, ...state })))

function endOf(end: Finish, startedAt: string, answer: KeptAnswer | undefined): unknown[] {
  const { status, durationMs, problems } = end
  const stopped = status === 'cancelled' ? 'waiting' : 'failed'
  const nodes = [...end.nodes].map(([node, state]) => ({ node, ...state, status: state.status === 'running' ? stopped : state.status }))
  const { rowsRead, rowsWritten } = rowsOf(end.nodes)
  let rejected = 0
  for (const { counts } of end.nodes.values()) rejected += counts?.rejected ?? 0
  const outputs = end.outputs.map((output) => ({ id: randomUUID(), ...output }))
  // Counts are told by the nodes; of what happened in between only what was said stays.
  const events = [
    { type: 'status', status: 'running', at: startedAt, durationMs: null, problems: [] },
    ...end.events.filter(({ type }) => type === 'log'),
    // The statement says when: by the database's clock.
    ...outputs.map(({ hash: _hash, ...output }) => ({ type: 'output', output })),
    { type: 'status', status, durationMs, problems },
  ]
  const given = answer === undefined ? null : JSON.stringify(answer)
  return [
    status,
    durationMs,
    JSON.stringify(problems),
    rejected,
    JSON.stringify(nodes),
    JSON.stringify(events),
    given,
    JSON.stringify(outputs),
    rowsRead,
    rowsWritten,
    toInputRows(end.inputs ?? []),
  ]
}
