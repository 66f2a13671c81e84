import { emptyFlow, type Flow } from '@sluice/flow'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { programOf } from './programs.ts'
import { quantile, type Report, type TrialOptions } from './report.ts'
import { webhookTrial, type WebhookTrial } from './webhook-trial.ts'

export interface WebhookRuns extends TrialOptions {
  /** What has to be reached; absent: only that every event has one run. */
  readonly target?: { readonly perSecond: number }
}

/** Small runs at once, one more than cores: while one waits for the disk or the database, another computes. */
const AT_ONCE = availableParallelism() + 1
/** Between two events that come one at a time. */
const PAUSE_MS = 100

const node = (id: string, type: string, config: Flow['nodes'][number]['config'] = {}): Flow['nodes'][number] => ({
  id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false,
}) // prettier-ignore

/** Ten rows in, cleaned and computed, and answered: what a small triggered flow does. */
const smallFlow = (): Flow => ({
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

/**
 * Keeps events, one run for each: how soon after its event is a run committed when events come one at a time, and how many are done a
 * second when there are many?
 */
export async function webhookRuns({ times, target }: WebhookRuns): Promise<Report> {
  await using database = await emptyDatabase()
  const config = { batchSize: 1, batchesAtOnce: AT_ONCE }
  const programs = { server: programOf('server'), worker: programOf('worker') }
  await using trial = await webhookTrial({ databaseUrl: database.url, flow: smallFlow(), config, ...programs })
  await trial.startWorker({ SLUICE_WARM_RUNS: String(AT_ONCE) })
  await doEvents(trial, 'warm', Math.min(50, times), 20)
  const single = await doEvents(trial, 'single', Math.ceil(times / 5), PAUSE_MS)
  const many = await doEvents(trial, 'many', times, 0)
  const perSecond = many.done / many.seconds
  return {
    times,
    lost: many.events - many.done,
    doubled: many.runs - many.events,
    took: { 'run ended after its event': single.ms },
    facts: {
      'of them in the engine': `${Math.round(quantile(single.engineMs, 0.5))} ms`,
      'runs at once': AT_ONCE,
      'a second when there are many': Math.round(perSecond),
    },
    failures: target !== undefined && perSecond < target.perSecond ? [`wanted: ${target.perSecond} a second`] : [],
  }
}

interface Done {
  readonly events: number
  /** Events whose run succeeded. */
  readonly done: number
  readonly runs: number
  /** From the first event to the end of the last run. */
  readonly seconds: number
  /** Milliseconds from each event's commit to the end of its run, committed too. */
  readonly ms: readonly number[]
  /** Milliseconds that the engine was at work, of each run. */
  readonly engineMs: readonly number[]
}

interface Row {
  readonly received_at: Date
  readonly finished_at: Date | null
  readonly duration_ms: number | null
  readonly run_id: string | null
  readonly status: string | null
}

/** Keeps so many events while the worker is at work, and waits until all are done. `pauseMs` lies between two events. */
async function doEvents({ store, triggerId }: WebhookTrial, name: string, events: number, pauseMs: number): Promise<Done> {
  const { workspaceId } = await store.ensureOwner()
  for (let i = 0; i < events; i++) {
    const event = { workspaceId, triggerId, dedupeKey: `${name}-${i}`, signature: null, body: rows(i), request: null, parameters: null, waiting: false } // prettier-ignore
    await store.triggers.accept([event])
    if (pauseMs > 0) await delay(pauseMs)
  }
  const open = { triggerId, state: { in: ['accepted', 'running'] } }
  while ((await store.database.triggerEvent.count({ where: open })) > 0) await delay(100)
  const found = await store.database.$queryRaw<Row[]>`
    SELECT e.received_at, r.finished_at, r.duration_ms, r.id AS run_id, r.status FROM trigger_event e LEFT JOIN run r ON r.id = e.run_id
     WHERE e.trigger_id = ${triggerId}::uuid AND e.dedupe_key LIKE ${`${name}-%`}`
  const ended = found.flatMap(
    ({ finished_at, received_at, duration_ms, status }) =>
    finished_at === null || status !== 'succeeded' ? [] : [{ at: finished_at.getTime(), ms: finished_at.getTime() - received_at.getTime(), engineMs: duration_ms ?? 0 }], // prettier-ignore
  )
  const first = Math.min(...found.map(({ received_at }) => received_at.getTime()))
  return {
    events,
    done: ended.length,
    runs: new Set(found.map(({ run_id }) => run_id)).size,
    seconds: (Math.max(...ended.map(({ at }) => at)) - first) / 1_000,
    ms: ended.map(({ ms }) => ms),
    engineMs: ended.map(({ engineMs }) => engineMs),
  }
}

const rows = (id: number): string =>
  JSON.stringify({ rows: Array.from({ length: 10 }, (_, i) => ({ id: id * 10 + i, name: ` name ${i} `, amount: '12.50' })) })
