import { type Flow } from '@sluice/flow'
import { type Patience } from '../database/answering.ts'
import { type Database } from '../database/connect.ts'
import { type Keys } from '../keys/keys.ts'
import { type AttemptWriter, attemptWriter } from '../queue/attempt.ts'
import { acceptEvents, type Acceptance, type NewEvent } from './accept-events.ts'
import { activeTriggers, type ActiveTrigger } from './active-triggers.ts'
import { batchClaimer, type BatchClaimer, type ClaimedBatch } from './claim-batch.ts'
import { countRefused, type Refusals } from './count-refused.ts'
import { dueTriggers } from './due-triggers.ts'
import { enqueueEvents } from './enqueue-events.ts'
import { eventPool } from './event-pool.ts'
import { fileTriggers, knowFiles, statesOf, type FileTrigger } from './file-triggers.ts'
import { takeFlowEnds } from './flow-ends.ts'
import { incomingOf } from './incoming.ts'
import { type KeptRequest } from './kept-request.ts'
import { lightAttempt, type KeptAnswer } from './light-attempt.ts'
import { PublishedFlows } from './published-flows.ts'
import { roomForOutputs } from './room-for-outputs.ts'
import { endedCall, giveUpCall, type EndedCall } from './waiting-requests.ts'

/** The work of triggers in all workspaces: what the intake keeps and what workers make of it. */
export interface TriggerWork {
  readonly active: () => Promise<readonly ActiveTrigger[]>
  /** When this answers, the events are committed. */
  readonly accept: (events: readonly NewEvent[]) => Promise<readonly Acceptance[]>
  /** A flow at a revision, kept in memory: versions never change. */
  readonly flowAt: (workspaceId: string, flowId: string, revision: number) => Promise<Flow>
  readonly countRefused: (refusals: Refusals) => Promise<void>
  /** Triggers with events that may run now. */
  readonly due: () => Promise<readonly string[]>
  /** What takes events for a worker, as long as it lives. */
  readonly claimer: (worker: string) => BatchClaimer
  readonly claim: (worker: string, triggerId: string, documentVersion?: number) => Promise<ClaimedBatch | undefined>
  /** Refuses (`outputs-full`) while the outputs of a workspace take all the room they may; asked at most once a second. */
  readonly needRoom: (workspaceId: string) => Promise<void>
  /** The way to write about the run of a batch. `answer` is asked for at the end. */
  readonly writer: (batch: ClaimedBatch, answer: () => KeptAnswer | undefined) => AttemptWriter
  /** The requests that belong to a run; undefined when the sample stands for them. */
  readonly incomingOf: (runId: string) => Promise<readonly KeptRequest[] | undefined>
  readonly endedCall: (event: string) => Promise<EndedCall | undefined>
  readonly giveUpCall: (event: string, code: string) => Promise<void>
  /** Runs that ended become events of the triggers that wait for them. Gives how many. */
  readonly takeFlowEnds: () => Promise<number>
  /** Events of files and of flows that ended become runs in the queue. Gives how many. */
  readonly enqueueEvents: () => Promise<number>
  readonly fileTriggers: () => Promise<readonly FileTrigger[]>
  /** The states of a trigger's events, of the keys given. */
  readonly statesOf: (trigger: FileTrigger, keys: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Writes down files that were there before their trigger: they are not new. */
  readonly knowFiles: (trigger: FileTrigger, keys: readonly string[]) => Promise<void>
  readonly close: () => Promise<void>
}

export function triggerWork(databaseUrl: string, db: Database, keys: Pick<Keys, 'unseal'>, patience: Patience): TriggerWork {
  const pool = eventPool(databaseUrl, patience)
  const flows = new PublishedFlows(db)
  return {
    active: () => activeTriggers(db, keys),
    accept: (events) => acceptEvents(pool, events),
    flowAt: (workspaceId, flowId, revision) => flows.read(workspaceId, flowId, revision),
    countRefused: (refusals) => countRefused(pool, refusals),
    due: () => dueTriggers(pool),
    claimer: (worker) => batchClaimer(pool, worker),
    claim: (worker, triggerId, documentVersion) => batchClaimer(pool, worker)(triggerId, documentVersion),
    needRoom: roomForOutputs(db),
    writer: (batch, answer) => {
      const { workspaceId, runId, attempt, startedAt, watermarks } = batch
      const key = { workspaceId, runId, attempt }
      return lightAttempt(pool, attemptWriter(db, key), { key, startedAt, watermarks, answer })
    },
    incomingOf: (runId) => incomingOf(pool, runId),
    endedCall: (event) => endedCall(pool, event),
    giveUpCall: (event, code) => giveUpCall(pool, event, code),
    takeFlowEnds: () => takeFlowEnds(db),
    enqueueEvents: () => enqueueEvents(db),
    fileTriggers: () => fileTriggers(db),
    statesOf: (trigger, keys) => statesOf(db, trigger, keys),
    knowFiles: (trigger, keys) => knowFiles(db, trigger, keys),
    close: () => pool.end(),
  }
}
