import { emptyFlow } from '@sluice/flow'
import { adoptDataFolder, migrate, openStore, workspaceFiles, type Store } from '@sluice/store'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { seededRandom } from '../measure/random.ts'
import { type Host } from './namespaces.ts'
import { compare } from './work.ts'

export interface QueueTrial {
  readonly databaseUrl: string
  /** Runs in the queue, one of which is poison. */
  readonly runs: number
  readonly workers: number
  /** Where the workers are, in turns; absent: all on this host. */
  readonly hosts?: readonly Host[]
  /** Says where in the queue the poison is. */
  readonly seed: number
}

export interface QueueOutcome {
  readonly succeeded: number
  readonly failed: number
  /** Runs that were not carried out, the poison left out. */
  readonly lost: number
  /** How often a run was carried out again. */
  readonly doubled: number
  /** What is not as promised beside lost and doubled runs. */
  readonly failures: readonly string[]
  /** Runs by the worker that carried them out. */
  readonly byWorker: readonly number[]
  readonly seconds: number
}

/** Queues runs and lets real worker processes carry them out: how often was each done? */
export async function queueTrial({ databaseUrl, runs, workers, seed, hosts }: QueueTrial): Promise<QueueOutcome> {
  const data = mkdtempSync(join(tmpdir(), 'sluice-queue-'))
  await migrate(databaseUrl)
  const store = await openStore(databaseUrl, { key: { file: join(data, 'master.key') } })
  const processes: ChildProcess[] = []
  try {
    await adoptDataFolder(databaseUrl, data)
    const { workspaceId } = await store.ensureOwner()
    const files = workspaceFiles(data, workspaceId)
    mkdirSync(files, { recursive: true })
    // Paused, so that all workers are there when the first run may start.
    const { settings } = store.inWorkspace(workspaceId, 'trial')
    await settings.write({ paused: true })
    const poison = await fillQueue(store, workspaceId, runs, Math.floor(seededRandom(seed)() * runs))
    for (let i = 0; i < workers; i++)
      processes.push(startWorker(hosts?.[i % hosts.length] ?? { prefix: [], databaseUrl }, data, `worker-${i}`))
    await Promise.all(processes.map((child) => once(child, 'message')))
    const began = performance.now()
    await settings.write({ paused: false })
    await untilEmpty(store)
    const seconds = (performance.now() - began) / 1_000
    return { ...(await look(store, poison, join(files, 'done.txt'))), seconds }
  } finally {
    await Promise.all(processes.map(stop))
    await store.close()
    rmSync(data, { recursive: true, force: true })
  }
}

async function fillQueue(store: Store, workspaceId: string, runs: number, at: number): Promise<string> {
  const workspace = store.inWorkspace(workspaceId, 'trial')
  const [tiny, poison] = await Promise.all(['tiny', 'poison'].map((name) => workspace.flows.create(emptyFlow(name))))
  let poisonRun = ''
  for (let i = 0; i < runs; i++) {
    const flow = (i === at ? poison : tiny)?.id ?? ''
    const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
    if (i === at) poisonRun = id
  }
  return poisonRun
}

function startWorker({ prefix, databaseUrl }: Host, data: string, name: string): ChildProcess {
  const env = {
    DATABASE_URL: databaseUrl,
    SLUICE_DATA: data,
    SLUICE_WORKER_NAME: name,
    SLUICE_RUNS: '2',
    SLUICE_MEMORY_MB: '2000',
    SLUICE_WARM_RUNS: '0',
    SLUICE_ENGINE_ENTRY: join(import.meta.dirname, 'counting-engine.ts'),
  }
  const main = join(import.meta.dirname, '../../apps/worker/src/main.ts')
  const [command, ...args] = [...prefix, process.execPath, '--import', import.meta.resolve('tsx'), main]
  return spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

async function untilEmpty(store: Store): Promise<void> {
  while ((await store.database.run.count({ where: { status: { in: ['queued', 'running'] } } })) > 0) await delay(50)
}

async function look(store: Store, poison: string, file: string): Promise<Omit<QueueOutcome, 'seconds'>> {
  const rows = await store.database.run.findMany()
  const done = readFileSync(file, 'utf8').trimEnd().split('\n')
  const others = rows.filter(({ id }) => id !== poison)
  const byWorker = new Map<string, number>()
  for (const { worker } of rows) byWorker.set(worker ?? '', (byWorker.get(worker ?? '') ?? 0) + 1)
  const failures = others.flatMap(({ id, status, attempt }) =>
    status === 'succeeded' && attempt === 1 ? [] : [`run ${id} is ${status} at attempt ${attempt}`],
  )
  const bad = rows.find(({ id }) => id === poison)
  if (bad?.status !== 'failed') failures.push(`the run that kills its process is ${bad?.status ?? 'gone'}`)
  return {
    succeeded: rows.filter(({ status }) => status === 'succeeded').length,
    failed: rows.filter(({ status }) => status === 'failed').length,
    ...compare(
      others.map(({ id }) => id),
      done,
    ),
    failures,
    byWorker: [...byWorker.values()],
  }
}
