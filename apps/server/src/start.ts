import { EnginePool, entryOf } from '@sluice/runtime'
import { adoptDataFolder, migrate, openStore } from '@sluice/store'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { type Logger } from 'pino'
import { createApp } from './app.ts'
import { makeAuth } from './auth/auth.ts'
import { startBackground } from './background/background.ts'
import { removeScratch } from './background/scratch.ts'
import { type ServerConfig } from './config.ts'
import { runWatchers } from './features/runs/watchers.ts'
import { endStalledBodies } from './http/stalled-bodies.ts'
import { openIntake } from './intake/intake.ts'
import { makeMetrics } from './metrics/metrics.ts'
import { type Services } from './services.ts'

/** A server that listens. */
export interface RunningServer {
  readonly services: Services
  readonly port: number
  /** Where this machine reaches it. */
  readonly address: string
  /** Ends streams, connections, engine processes and the store; resolves when all are gone. */
  readonly stop: () => Promise<void>
}

const LOST_RUNS_MS = 15_000

/** Migrates the database, makes the first workspace if there is none, and listens. */
export async function startServer(config: ServerConfig, log: Logger): Promise<RunningServer> {
  await migrate(config.databaseUrl)
  const store = await openStore(config.databaseUrl, { key: config.key })
  await store.ensureOwner()
  await mkdir(config.data, { recursive: true })
  await adoptDataFolder(config.databaseUrl, config.data)
  await removeScratch(config.data)
  const notifications = await store.listen()
  const pool = new EnginePool({ max: Math.max(1, config.engines), warm: Math.min(1, config.engines), entry: entryOf(config.engineEntry) })
  const origin = config.origins[0] ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`
  const auth = makeAuth(store, origin, log)
  const intake = await openIntake({ store, notifications, log })
  const watchers = runWatchers(notifications)
  const metrics = makeMetrics(store, watchers.count)
  const services: Services = { config, store, auth, notifications, pool, log, watchers, intake, metrics, origin }

  const server = createServer(intake.around(createApp(services).app))
  // A large upload may take as long as it takes; headers may not, and a body that stalls may not either.
  server.requestTimeout = 0
  endStalledBodies(server)
  server.headersTimeout = 30_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const { port } = asNetworkAddress(server.address())

  // A worker that died can't tell; whoever is alive does. Workers do so as well, more often.
  const sweep = (): void =>
    void store.queue.recoverLost().then(
      (ids) => ids.length > 0 && log.info({ runs: ids }, 'runs of lost workers ended'),
      (error: unknown) => log.error({ err: error }, 'looking for lost runs failed'),
    )
  const scheduler = store.startScheduler(notifications, { onError: (error) => log.error({ err: error }, 'firing schedules failed') })
  const background = await startBackground({ config, store, metrics, origin, log })
  sweep()
  const timer = setInterval(sweep, LOST_RUNS_MS)

  return {
    services,
    port,
    address: `http://${config.host}:${port}`,
    stop: async () => {
      clearInterval(timer)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.all([scheduler.stop(), background.stop()])
      await Promise.all([closed, intake.close(), notifications.close(), pool.close()])
      await store.close()
    },
  }
}

/** Boundary: a server that listens on a port has such an address. */
const asNetworkAddress = (address: unknown): AddressInfo => address as AddressInfo
