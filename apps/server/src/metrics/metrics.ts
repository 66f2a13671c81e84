import { type JudgedRun, type Store } from '@sluice/store'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Figures of this server and of what all servers and workers do together, in Prometheus' text format. */
export interface Metrics {
  readonly contentType: string
  /** Reads the database anew; while it does not answer, only this server's own figures are told. */
  readonly text: () => Promise<string>
  /** An ended run; over all servers each is counted once. */
  readonly count: (run: JudgedRun) => void
}

const STATUSES = ['queued', 'running', 'awaiting-approval'] as const
const SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400]

export function makeMetrics(store: Store, liveStreams: () => number): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, ...labelNames: string[]) => new Gauge({ name, help, labelNames, registers })
  const counter = (name: string, help: string, ...labelNames: string[]) => new Counter({ name, help, labelNames, registers })

  const up = gauge('sluice_database_up', '1 when the database answers')
  const runs = gauge('sluice_runs', 'Runs that have not ended, by status', 'status')
  const oldest = gauge('sluice_queue_oldest_waiting_seconds', 'How long the oldest run waits that could start')
  const late = gauge('sluice_schedule_late_seconds', 'How late the most overdue schedule is')
  const workers = gauge('sluice_workers', 'Workers that live, by whether they take runs', 'taking')
  const slots = gauge('sluice_worker_slots', 'Runs that all workers may have at once')
  const memory = gauge('sluice_worker_memory_bytes', 'Memory that all workers may give to runs')
  const alerts = gauge('sluice_alerts_open', 'Alerts that have not recovered')
  const streams = gauge('sluice_live_streams', 'Browsers that follow a run on this server')
  const ended = counter('sluice_runs_ended_total', 'Runs that ended, by status', 'status')
  const read = counter('sluice_rows_read_total', 'Rows that sources gave in ended runs')
  const rejected = counter('sluice_rows_rejected_total', 'Rows rejected in ended runs')
  const retries = counter(
    'sluice_node_retries_total',
    'How often nodes of ended runs tried again what the outside world refused for the moment',
  )
  const duration = new Histogram({ name: 'sluice_run_duration_seconds', help: 'How long ended runs took', labelNames: ['status'], buckets: SECONDS, registers }) // prettier-ignore

  const readStore = async (): Promise<void> => {
    const [figures, living, open] = await Promise.all([store.queue.figures(), store.queue.workers.living(), store.alerts.countOpen()])
    for (const status of STATUSES) runs.set({ status }, figures.byStatus[status] ?? 0)
    oldest.set(figures.oldestSeconds)
    late.set(figures.scheduleLateSeconds)
    const taking = living.filter(({ draining }) => !draining)
    workers.set({ taking: 'true' }, taking.length)
    workers.set({ taking: 'false' }, living.length - taking.length)
    slots.set(taking.reduce((sum, worker) => sum + worker.runs, 0))
    memory.set(taking.reduce((sum, worker) => sum + worker.memoryMb, 0) * 1024 * 1024)
    alerts.set(open)
  }

  return {
    contentType: registry.contentType,
    text: async () => {
      const answered = await readStore().then(
        () => true,
        () => false,
      )
      up.set(answered ? 1 : 0)
      // Old figures would be taken for new ones.
      if (!answered) for (const stale of [runs, oldest, late, workers, slots, memory, alerts]) stale.reset()
      streams.set(liveStreams())
      return registry.metrics()
    },
    count: (run) => {
      ended.inc({ status: run.status })
      read.inc(run.read)
      rejected.inc(run.rejected)
      retries.inc(run.retries)
      if (run.durationMs !== null) duration.observe({ status: run.status }, run.durationMs / 1_000)
    },
  }
}
