import { emptyFlow, type Flow } from '@sluice/flow'
import { setTimeout as delay } from 'node:timers/promises'
import { type WebhookTrial } from './webhook-trial.ts'

const node = (id: string, type: string, config: Flow['nodes'][number]['config'] = {}): Flow['nodes'][number] => ({
  id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false,
}) // prettier-ignore

/** Ten rows in, cleaned and computed, and answered: what a small triggered flow does. */
export const smallFlow = (): Flow => ({
  ...emptyFlow('Small'),
  nodes: [
    node('in', 'source.webhook', {
      recordPath: 'rows',
      columns: [{ source: 'id', name: 'id', type: 'integer' }, { source: 'name', name: 'name', type: 'text' }, { source: 'amount', name: 'amount', type: 'decimal(18,2)' }],
    }),
    node('trim', 'clean.trim', { columns: ['name'] }),
    node('net', 'map.add-column', { columns: [{ name: 'net', expression: 'amount * 0.8' }] }),
    node('out', 'sink.table'),
  ],
  edges: [
    { from: { node: 'in', port: 'rows' }, to: { node: 'trim', port: 'rows' } },
    { from: { node: 'trim', port: 'rows' }, to: { node: 'net', port: 'rows' } },
    { from: { node: 'net', port: 'rows' }, to: { node: 'out', port: 'rows' } },
  ],
}) // prettier-ignore

export interface RunsOutcome {
  readonly runs: number
  readonly perSecond: number
  /** Milliseconds from the event's commit to the end of its run, committed too. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Milliseconds that the engine was at work. */
  readonly engineMs: number
}

const rows = (id: number): string =>
  JSON.stringify({ rows: Array.from({ length: 10 }, (_, i) => ({ id: id * 10 + i, name: ` name ${i} `, amount: '12.50' })) })

interface Times {
  readonly p50: number
  readonly p99: number
  readonly engine: number
  readonly seconds: number
  readonly n: number
}

/** Keeps events while the worker is at work, one run for each, and tells how fast they were done. `pauseMs` lies between two events. */
export async function measureRuns(trial: WebhookTrial, events: number, pauseMs: number): Promise<RunsOutcome> {
  const { store, triggerId } = trial
  const { workspaceId } = await store.ensureOwner()
  const [{ last } = { last: 0n }] = await store.database.$queryRaw<
    { last: bigint }[]
  >`SELECT coalesce(max(id), 0) AS last FROM trigger_event`
  for (let i = 0; i < events; i++) {
    const event = {
      workspaceId,
      triggerId,
      dedupeKey: `${last}-${i}`,
      signature: null,
      body: rows(i),
      request: null,
      parameters: null,
      waiting: false,
    }
    await store.triggers.accept([event])
    if (pauseMs > 0) await delay(pauseMs)
  }
  for (;;) {
    const open = await store.database.triggerEvent.count({ where: { triggerId, id: { gt: last }, state: { not: 'done' } } })
    if (open === 0) break
    await delay(100)
  }
  const [times] = await store.database.$queryRaw<Times[]>`SELECT count(*)::int AS n,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at - e.received_at) * 1000)::float AS p50,
      percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at - e.received_at) * 1000)::float AS p99,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY r.duration_ms)::float AS engine,
      extract(epoch FROM max(r.finished_at) - min(e.received_at))::float AS seconds
    FROM trigger_event e JOIN run r ON r.id = e.run_id WHERE e.trigger_id = ${triggerId}::uuid AND e.id > ${last}`
  if (times === undefined) throw new Error('no runs')
  return { runs: times.n, perSecond: times.n / times.seconds, p50Ms: times.p50, p99Ms: times.p99, engineMs: times.engine }
}
