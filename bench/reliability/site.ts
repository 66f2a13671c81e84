import { adoptDataFolder, migrate, openStore, workspaceFiles, type Store, type Workspace } from '@sluice/store'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rowsOf } from '../../packages/store/test/database.ts'
import { crashPlanFile, crashTimeFile } from './crash-plan.ts'
import { crashingEngine, programOf, startProgram, type Started } from './programs.ts'

/** The connection that flows of a trial write through. */
export const TARGET = 'target'

/** Sluice without a server: a database, a data folder, workers, and a database that flows write into. */
export interface Site extends AsyncDisposable {
  readonly store: Store
  readonly workspace: Workspace
  readonly data: string
  /** Folder of the files that flows read. */
  readonly files: string
  /** What a worker of this site is told by its environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly startWorker: (environment?: Readonly<Record<string, string>>) => Promise<Started>
  /** Where engines or workers end from their next run on, `<engine|host|stop>:<point>:<attempt>`; empty: nowhere. */
  readonly crashAt: (plan: string) => void
  /** How many milliseconds ago the last of these crashes was. */
  readonly sinceCrash: () => number
  /** Rows of a statement on the target database. */
  readonly target: (sql: string) => Promise<readonly unknown[][]>
}

export interface SiteOptions {
  /** An empty database for Sluice itself. */
  readonly databaseUrl: string
  readonly targetUrl: string
  /** The master key where there is one; absent: one is made. */
  readonly key?: string
  /** The address under which flows find the target; absent: as it is. */
  readonly targetHost?: string
}

export async function openSite({ databaseUrl, targetUrl, targetHost, ...given }: SiteOptions): Promise<Site> {
  const data = mkdtempSync(join(tmpdir(), 'sluice-trial-'))
  await migrate(databaseUrl)
  await adoptDataFolder(databaseUrl, data)
  const key = given.key ?? join(data, 'master.key')
  const store = await openStore(databaseUrl, { key: { file: key }, connections: 4 })
  const { workspaceId } = await store.ensureOwner()
  const workspace = store.inWorkspace(workspaceId, 'trial')
  const files = workspaceFiles(data, workspaceId)
  mkdirSync(files, { recursive: true })
  await connectDatabase(workspace, TARGET, targetHost === undefined ? targetUrl : withHost(targetUrl, targetHost))
  const workers = new Set<Started>()
  const temporary = join(data, 'tmp')
  mkdirSync(temporary)
  const environment = {
    TMPDIR: temporary,
    SLUICE_ENGINE_ENTRY: crashingEngine(),
    DATABASE_URL: databaseUrl,
    SLUICE_DATA: data,
    SLUICE_KEY_FILE: key,
    SLUICE_RUNS: '1',
    SLUICE_WARM_RUNS: '0',
    SLUICE_RUN_MEMORY_MB: '768',
    SLUICE_DRAIN_SECONDS: '0',
  }
  return {
    store,
    workspace,
    data,
    files,
    environment,
    startWorker: async (more = {}) => {
      const worker = await startProgram(programOf('worker'), { ...environment, ...more })
      workers.add(worker)
      return worker
    },
    crashAt: (plan) => writeFileSync(crashPlanFile(temporary), plan),
    sinceCrash: () => Date.now() - Number(readFileSync(crashTimeFile(temporary), 'utf8')),
    target: (sql) => rowsOf(targetUrl, sql),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...workers].map((worker) => worker.kill()))
      await store.close()
      // Engines end a moment after their workers.
      await rm(data, { recursive: true, force: true, maxRetries: 50, retryDelay: 10 })
    },
  }
}

/** The same database at another address. */
export function withHost(url: string, host: string): string {
  const changed = new URL(url)
  changed.host = host
  return changed.href
}

/** A connection of this name to a database, which flows may reach. */
export async function connectDatabase(workspace: Workspace, name: string, url: string): Promise<void> {
  const { hostname, port, pathname, username, password } = new URL(url)
  const config = { host: hostname, port: Number(port), database: pathname.slice(1), user: decodeURIComponent(username), ssl: 'disable' }
  await workspace.connections.create(name, 'postgresql', { config, secrets: { password: decodeURIComponent(password) } })
  await allowHost(workspace, `${hostname}:${port}`)
}

export async function allowHost({ settings }: Workspace, host: string): Promise<void> {
  const { allowedHosts } = await settings.read()
  await settings.write({ allowedHosts: [...allowedHosts, host] })
}
