import { emptyFlow, type Flow } from '@sluice/flow'
import { adoptDataFolder, migrate, openStore, type Store } from '@sluice/store'
import { triggerConfigSchema } from '@sluice/contract'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Program } from './programs.ts'

/** A database with a published flow and a webhook that starts it, and the processes around it. */
export interface WebhookTrial extends AsyncDisposable {
  readonly store: Store
  readonly port: number
  readonly path: string
  readonly triggerId: string
  readonly startServer: () => Promise<ChildProcess>
  readonly startWorker: (environment?: Record<string, string>) => Promise<ChildProcess>
}

export interface TrialOptions {
  readonly databaseUrl: string
  readonly flow?: Flow
  readonly config?: Record<string, unknown>
  readonly server: Program
  readonly worker: Program
}

/** A port that nobody has; a server that is killed comes back at it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export async function webhookTrial({
  databaseUrl,
  flow = emptyFlow('Events'),
  config = {},
  server,
  worker,
}: TrialOptions): Promise<WebhookTrial> {
  const data = mkdtempSync(join(tmpdir(), 'sluice-webhooks-'))
  await migrate(databaseUrl)
  await adoptDataFolder(databaseUrl, data)
  const key = join(data, 'master.key')
  const store = await openStore(databaseUrl, { key: { file: key } })
  const { workspaceId } = await store.ensureOwner()
  const workspace = store.inWorkspace(workspaceId, 'trial')
  const saved = await workspace.flows.create(flow)
  await workspace.flows.publish(saved.id, 1)
  const settings = triggerConfigSchema.parse({
    kind: 'webhook',
    path: 'trial',
    ratePerSecond: 100_000,
    dedupe: { kind: 'path', path: 'id' },
    ...config,
  })
  const { trigger } = await workspace.triggers.create({ name: 'trial', flowId: saved.id, config: settings })
  const port = await freePort()
  const children: ChildProcess[] = []
  const start = async ({ file, execArgv }: Program, environment: Record<string, string>): Promise<ChildProcess> => {
    const env = { ...process.env, DATABASE_URL: databaseUrl, SLUICE_DATA: data, SLUICE_KEY_FILE: key, ...environment }
    const child = fork(file, [], { execArgv: [...execArgv], env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    children.push(child)
    await once(child, 'message')
    return child
  }
  return {
    store,
    port,
    path: '/in/main/trial',
    triggerId: trigger.id,
    startServer: () => start(server, { SLUICE_PORT: String(port), SLUICE_DESIGN_ENGINES: '0' }),
    startWorker: (environment = {}) => start(worker, environment),
    [Symbol.asyncDispose]: async () => {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      }
      await store.close()
      rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A body of about 1 KB whose `id` is its key. */
export const bodyOf = (key: string): string => JSON.stringify({ id: key, amount: 12.5, text: 'x'.repeat(960) })
