import { setTimeout as delay } from 'node:timers/promises'
import { type Site } from './site.ts'

/** Where a run stands. */
export interface RunState {
  readonly status: string
  readonly attempt: number
  readonly phase: string
  readonly worker: string | null
}

const EVERY_MS = 25
/** Nothing that a trial waits for takes this long. */
const TOO_LONG_MS = 180_000

const isOver = ({ status }: RunState): boolean => status !== 'queued' && status !== 'running'

/** Waits until a run has got so far, or has ended; throws when it takes minutes. The database may be away meanwhile. */
export async function untilRun(site: Site, runId: string, reached: (state: RunState) => boolean = () => false): Promise<RunState> {
  const until = performance.now() + TOO_LONG_MS
  for (;;) {
    const state = await site.store.database.run
      .findUnique({ where: { id: runId }, select: { status: true, attempt: true, phase: true, worker: true } })
      .catch(() => null)
    if (state !== null && (reached(state) || isOver(state))) return state
    if (performance.now() > until) throw new Error(`run ${runId} does not go on: ${JSON.stringify(state)}`)
    await delay(EVERY_MS)
  }
}

/** Makes the lease of a run end now: where the product's usual one is not what is measured. */
export const expireLease = ({ store }: Site, runId: string): Promise<unknown> =>
  store.database.run.updateMany({ where: { id: runId, status: 'running' }, data: { leaseUntil: new Date(0) } })

/** Whether a worker says that it has given up a run. */
export const hasGivenUp = (log: string, runId: string): boolean =>
  log.split('\n').some((line) => line.includes(runId) && line.includes('run given up'))
