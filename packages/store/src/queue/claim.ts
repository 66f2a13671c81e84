import { policySchema } from '@sluice/contract'
import { type Flow } from '@sluice/flow'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Database } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { readRunFlow } from '../workspace/flow-versions.ts'
import { needRoom } from '../workspace/outputs-room.ts'
import { type KeptRequest } from '../triggers/kept-request.ts'
import { attemptWriter, type AttemptWriter } from './attempt.ts'
import { AMPLE_ROOM, take, takenBefore, type Claim, type ClaimRow, type Room } from './take-next.ts'

/** A run that this worker holds. */
export interface ClaimedRun {
  readonly runId: string
  readonly workspaceId: string
  readonly attempt: number
  readonly flowId: string
  readonly flow: Flow
  readonly parameters: Readonly<Record<string, string>>
  readonly startedAt: string
  readonly memoryMb: number
  /** Milliseconds that the flow's policy allows; undefined: the worker's limit. */
  readonly timeMs: number | undefined
  /** What started it, when whoever claimed it knows; else it is asked for. */
  readonly incoming?: readonly KeptRequest[]
  readonly writer: AttemptWriter
}

const parametersSchema = z.record(z.string(), z.string())

/** Takes the next run that its worker can take; undefined when there is none now. */
export type Claimer = (room?: Room) => Promise<ClaimedRun | undefined>

/**
 * Takes runs for a worker, one after the other. When the database went away before a run was all there, the next asking gives that
 * run: its worker lives, and nobody has to wait until the lease is over.
 */
export function claimer(db: Database, worker: string): Claimer {
  let unanswered: Claim | undefined
  return async (room = AMPLE_ROOM) => {
    for (;;) {
      const before = unanswered === undefined ? undefined : await takenBefore(db, unanswered, room)
      unanswered ??= { worker, id: randomUUID() }
      const row = before ?? (await take(db, unanswered, room))
      const run = row === undefined ? undefined : await readClaimed(db, worker, row)
      unanswered = undefined
      if (row === undefined || run !== undefined) return run
    }
  }
}

/** The run with its flow. One whose document can't be read, or for whose outputs there is no room, ends here and says so. */
async function readClaimed(db: Database, worker: string, row: ClaimRow): Promise<ClaimedRun | undefined> {
  const { id: runId, workspace_id: workspaceId, attempt } = row
  const writer = attemptWriter(db, { workspaceId, runId, attempt })
  try {
    // A later attempt may have something prepared that only wants to be applied.
    if (attempt === 1) await needRoom(db, workspaceId)
    const flow = await readRunFlow(
      db,
      { workspaceId, actor: worker },
      { flowId: row.flow_id, flowRevision: row.flow_revision, document: row.document },
    )
    const { timeMinutes } = policySchema.parse(row.policy)
    const startedAt = row.started_at.toISOString()
    const timeMs = timeMinutes === undefined ? undefined : timeMinutes * 60_000
    const parameters = parametersSchema.parse(row.parameters)
    return { runId, workspaceId, attempt, flowId: row.flow_id, flow, parameters, startedAt, memoryMb: row.memory, timeMs, writer }
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof z.ZodError)) throw error
    const problem = error instanceof StoreError ? { code: error.code, params: error.params } : { code: 'flow-unreadable', params: { reason: 'policy' } } // prettier-ignore
    const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [] }
    await writer.finish({ ...nothing, status: 'failed', durationMs: 0, problems: [{ severity: 'error', ...problem }] })
    return undefined
  }
}
