import {
  nodeCountsSchema,
  type OutputDto,
  type RejectedRowDto,
  type RunDto,
  type RunEventDto,
  type RunState,
  type RunSummary,
  type RunTrigger,
} from '@sluice/contract'
import { z } from 'zod'
import { readLineage } from '../lineage/read.ts'
import { notFound, StoreError } from '../database/error.ts'
import { abandonRun } from '../queue/abandon.ts'
import { waitReasons } from '../queue/waiting.ts'
import { recordAudit } from './audit.ts'
import { databaseClock } from '../scheduling/clock.ts'
import { cancelRun } from './cancel-run.ts'
import { decideRun, resumeRun, retryRun } from './decide-run.ts'
import { readRunFlow } from './flow-versions.ts'
import { readEvents } from './run-events.ts'
import { problemsSchema, toOutput, toProgress, toRejected, toSummary } from './run-rows.ts'
import { inTransaction, type Scope } from './scope.ts'
import { findRequested, startRun, type RunRequest, type StartRun } from './start-run.ts'

const parametersSchema = z.record(z.string(), z.string())
const nodeStatus = z.enum(['waiting', 'running', 'done', 'failed'])
const withFlow = { flow: { select: { name: true } } } as const
const ENDED: readonly RunState[] = ['succeeded', 'succeeded-with-rejects', 'failed', 'cancelled']

const UNTOUCHED = { status: 'waiting', counts: null, startedAt: null, finishedAt: null } as const

/** True when nothing more will happen in a run of this state. */
export const hasEnded = (status: RunState): boolean => ENDED.includes(status)

const queued = (rows: readonly { id: string; status: string }[]) => rows.flatMap(({ id, status }) => (status === 'queued' ? [id] : []))

/** The runs of a workspace. */
export const runStore = (scope: Scope) => {
  const { db, workspaceId } = scope
  const find = async (id: string, tx: Pick<typeof db, 'run'> = db) => {
    const run = await tx.run.findFirst({ where: { id, workspaceId }, include: withFlow })
    if (run === null) throw notFound('run')
    return run
  }

  return {
    start: (flowId: string, wanted: StartRun): Promise<RunSummary> => startRun(scope, flowId, wanted),

    /** The run that a request of this key started before. */
    requested: (requestKey: string, asked: RunRequest): Promise<RunSummary | undefined> => findRequested(scope, requestKey, asked),

    list: async (filter: {
      flow?: string
      status?: RunState
      trigger?: RunTrigger
      hours?: number
      limit: number
      offset: number
    }): Promise<{ runs: RunSummary[]; total: number }> => {
      const where = {
        workspaceId,
        ...(filter.flow === undefined ? {} : { flowId: filter.flow }),
        ...(filter.status === undefined ? {} : { status: filter.status }),
        ...(filter.trigger === undefined ? {} : { trigger: filter.trigger }),
        ...(filter.hours === undefined
          ? {}
          : { createdAt: { gte: new Date((await databaseClock(db)).getTime() - filter.hours * 3_600_000) } }),
      }
      const [rows, total] = await Promise.all([
        db.run.findMany({
          where,
          include: withFlow,
          orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
          take: filter.limit,
          skip: filter.offset,
        }),
        db.run.count({ where }),
      ])
      const reasons = await waitReasons(scope, queued(rows))
      return { runs: rows.map((row) => ({ ...toSummary(row), waitsFor: reasons.get(row.id) })), total }
    },

    summary: async (id: string): Promise<RunSummary> => toSummary(await find(id)),

    read: async (id: string): Promise<RunDto> => {
      // The newest event first: what is read after it can only be newer, and events are absolute.
      const last = await db.runEvent.findFirst({ where: { runId: id, workspaceId }, orderBy: { id: 'desc' }, select: { id: true } })
      const run = await find(id)
      const [flow, nodes, artifacts] = await Promise.all([
        readRunFlow(db, scope, run),
        db.runNode.findMany({ where: { runId: id, workspaceId } }),
        db.artifact.findMany({ where: { runId: id, workspaceId }, orderBy: [{ node: 'asc' }, { path: 'asc' }] }),
      ])
      const known = new Map(
        nodes.map(({ node, status, counts, startedAt, finishedAt }) => [
          node,
          {
            status: nodeStatus.parse(status),
            counts: nodeCountsSchema.nullable().parse(counts),
            startedAt: startedAt?.toISOString() ?? null,
            finishedAt: finishedAt?.toISOString() ?? null,
          },
        ]),
      )
      const reasons = await waitReasons(scope, queued([run]))
      return {
        ...toSummary(run),
        waitsFor: reasons.get(id),
        flow,
        parameters: parametersSchema.parse(run.parameters),
        nodes: Object.fromEntries(flow.nodes.map((node) => [node.id, known.get(node.id) ?? UNTOUCHED])),
        outputs: artifacts.map(toOutput),
        problems: problemsSchema.parse(run.problems),
        ...toProgress(run),
        lastEventId: Number(last?.id ?? 0),
      }
    },

    /** Agrees to what a run is about to write, or refuses it. Throws `run-not-waiting`. */
    decide: (id: string, agreed: boolean): Promise<RunSummary> =>
      inTransaction(db, async (tx) => {
        await find(id, tx)
        await decideRun(tx, scope, id, agreed)
        return toSummary(await find(id, tx))
      }),

    /** Finishes the commit of a failed run that was begun; undefined when there is none. */
    resume: (id: string): Promise<RunSummary | undefined> =>
      inTransaction(db, async (tx) => {
        await find(id, tx)
        return (await resumeRun(tx, scope, id)) ? toSummary(await find(id, tx)) : undefined
      }),

    /** Has the begun commit of a failed run given up. Throws `run-no-commit`. */
    abandon: (id: string, sources: 'back' | 'stay' = 'back'): Promise<RunSummary> =>
      inTransaction(db, async (tx) => {
        await find(id, tx)
        const up = { who: scope.actor, sources }
        if (!(await abandonRun(tx, { workspaceId, runId: id }, up))) throw new StoreError('run-no-commit', { run: id })
        return toSummary(await find(id, tx))
      }),

    /** Runs the flow again as it is at the revision, with the parameters and the events of this run. Throws `run-not-ended`, `commit-unfinished` and `events-gone`. */
    retry: (id: string, at: { revision: number; published: boolean }): Promise<RunSummary> =>
      inTransaction(db, async (tx) => {
        const { parameters } = await find(id, tx)
        return retryRun(tx, scope, id, { ...at, parameters: parametersSchema.parse(parameters) })
      }),

    /** A queued run ends at once; a running one is asked to stop. An ended one stays as it is. */
    cancel: (id: string): Promise<RunSummary> =>
      inTransaction(db, async (tx) => {
        await find(id, tx)
        if (await cancelRun(tx, { workspaceId, runId: id })) await recordAudit(tx, scope, 'run.cancel', id)
        return toSummary(await find(id, tx))
      }),

    lineage: (id: string) => readLineage(scope, id),

    events: (id: string, after: number): Promise<RunEventDto[]> => readEvents(db, { workspaceId, runId: id }, after),

    rejected: async (
      id: string,
      filter: { node?: string; limit: number; offset: number },
    ): Promise<{ rows: RejectedRowDto[]; total: number; rejected: number }> => {
      const run = await find(id)
      const where = { runId: id, workspaceId, ...(filter.node === undefined ? {} : { node: filter.node }) }
      const [rows, total] = await Promise.all([
        db.rejectedRow.findMany({ where, orderBy: { id: 'asc' }, take: filter.limit, skip: filter.offset }),
        db.rejectedRow.count({ where }),
      ])
      return { rows: rows.map(toRejected), total, rejected: Number(run.rejectedRows) }
    },

    /** An output with the attempt whose folder holds it. */
    output: async (id: string, outputId: string): Promise<OutputDto & { attempt: number }> => {
      const artifact = await db.artifact.findFirst({ where: { id: outputId, runId: id, workspaceId } })
      if (artifact === null) throw notFound('output')
      return { ...toOutput(artifact), attempt: artifact.attempt }
    },
  }
}
