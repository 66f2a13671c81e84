import { type Database } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { appendEvents } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { moveWatermarks, movedNodes, readWatermarks, type Watermarks } from '../workspace/watermarks.ts'
import { fence, type AttemptKey } from './fence.ts'

/**
 * `working`: nothing is visible; a new attempt starts over. `committing`: the manifest names what is prepared; a new attempt
 * applies it. `discarding`: somebody refused what is prepared; a new attempt takes it away. `abandoning`: the same for a commit that
 * was begun and failed, so that the run stays failed; `abandoned` once that is done.
 */
export type Phase = 'working' | 'committing' | 'discarding' | 'abandoning' | 'abandoned'

/** What an attempt finds when it begins. */
export interface Begun {
  readonly phase: Phase
  /** In `working` what lost attempts have prepared in systems, else the manifest. Plain JSON of the engine. */
  readonly manifest: unknown
  /** How far the flow's sources have been read, by node. */
  readonly watermarks: Watermarks
}

/** What goes into the fenced row before the first sink applies. */
export interface Commit {
  readonly manifest: object
  /** How far the sources were read when the run began, and how far it has read them. */
  readonly readFrom: Watermarks
  readonly readTo: Watermarks
  /** What applying would do, per system; empty when only files are written. */
  readonly plans: readonly unknown[]
  /** A person has to agree first. */
  readonly hold: boolean
}

const PHASES: readonly Phase[] = ['committing', 'discarding', 'abandoning', 'abandoned']
const phaseOf = (phase: string): Phase => PHASES.find((known) => known === phase) ?? 'working'

const stepsOf = (manifest: unknown): readonly unknown[] =>
  typeof manifest === 'object' && manifest !== null && 'prepared' in manifest && Array.isArray(manifest.prepared) ? manifest.prepared : []

/** The commit of a run as its worker writes it: each step is fenced, and doing one twice changes nothing. */
export const commitWriter = (db: Database, key: AttemptKey) => ({
  begin: (): Promise<Begun> =>
    inTransaction(db, async (tx) => {
      await fence(tx, key)
      const { flowId, phase, manifest } = await tx.run.findUniqueOrThrow({ where: { id: key.runId } })
      return { phase: phaseOf(phase), manifest, watermarks: await readWatermarks(tx, { workspaceId: key.workspaceId, flowId }) }
    }),

  /** Notes what a system holds ready, so that the next attempt can take it away when this one is lost. */
  notePrepared: (step: unknown): Promise<void> =>
    inTransaction(db, async (tx) => {
      await fence(tx, key)
      const { manifest } = await tx.run.findUniqueOrThrow({ where: { id: key.runId } })
      await tx.run.update({ where: { id: key.runId }, data: { manifest: toJson({ prepared: [...stepsOf(manifest), step] }) } })
    }),

  /**
   * The row that decides: from here on the run is applied, never computed again, and its sources count as read. On `hold` it waits
   * for a person. Throws `watermark-moved` when a source was read by somebody else meanwhile.
   */
  commit: ({ manifest, readFrom, readTo, plans, hold }: Commit): Promise<void> =>
    inTransaction(db, async (tx) => {
      await fence(tx, key)
      const written = {
        phase: 'committing',
        manifest: toJson({ ...manifest, readFrom }),
        movesMarks: movedNodes(readFrom, readTo).length > 0,
        ...(plans.length === 0 ? {} : { writePlan: toJson(plans) }),
      }
      if (!hold) {
        const { flowId } = await tx.run.findUniqueOrThrow({ where: { id: key.runId } })
        await moveWatermarks(tx, { ...key, flowId }, readFrom, readTo)
        await tx.run.update({ where: { id: key.runId }, data: written })
        return
      }
      const [now] = await tx.$queryRaw<{ at: Date }[]>`SELECT now() AS at`
      await tx.run.update({ where: { id: key.runId }, data: { ...written, status: 'awaiting-approval', leaseUntil: null, worker: null } })
      const at = (now?.at ?? new Date()).toISOString()
      const where = { runId: key.runId, workspaceId: key.workspaceId, status: 'running' }
      const working = await tx.runNode.findMany({ where, select: { node: true }, orderBy: { node: 'asc' } })
      await tx.runNode.updateMany({ where, data: { status: 'waiting' } })
      await appendEvents(tx, { workspaceId: key.workspaceId, runId: key.runId }, [
        ...working.map(({ node }) => ({ type: 'node-status' as const, node, status: 'waiting' as const, at })),
        { type: 'status', status: 'awaiting-approval', at, durationMs: null, problems: [] },
      ])
    }),
})
