import { migrate, openStore, type Store } from '@sluice/store'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { ensurePostgres, type EmbeddedPostgres } from '../postgres/embedded.ts'
import { StartError } from './error.ts'

/** The database that this start uses. */
export interface Database {
  readonly url: string
  readonly store: Store
  readonly stop: () => Promise<void>
}

const OLDEST_SERVER = 140_000
const WATCH_MS = 1_000

/** Starts or reaches PostgreSQL, brings it up to date and opens the store. `onBack` is told when the embedded one had to be started again. */
export async function openDatabase(options: { url?: string; folder: string; keyFile: string }, onBack: () => void): Promise<Database> {
  const embedded = options.url === undefined ? await ensurePostgres(options.folder) : undefined
  const url = options.url ?? embedded?.url ?? ''
  const watch = embedded === undefined ? undefined : keepAlive(options.folder, embedded, onBack)
  const stop = async (): Promise<void> => {
    await watch?.()
    await embedded?.stop()
  }
  try {
    await checkServer(url)
    await migrate(url)
    const keyValue = process.env['SLUICE_KEY']
    const store = await openStore(url, { key: keyValue === undefined ? { file: options.keyFile } : { value: keyValue }, connections: 2 })
    const close = async (): Promise<void> => {
      await store.close()
      await stop()
    }
    return { url, store, stop: close }
  } catch (error) {
    await stop()
    throw error
  }
}

export async function checkServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>("SELECT current_setting('server_version_num')::int AS version")
    const version = rows[0]?.version ?? 0
    if (version < OLDEST_SERVER) throw new StartError('database-older-server', { version: Math.floor(version / 10_000) })
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError('database-unreachable', { reason: reasonOf(error), url: withoutPassword(url) }, error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A refused connection to a name with two addresses comes as an AggregateError with an empty message. */
const reasonOf = (error: unknown): string =>
  error instanceof AggregateError ? error.errors.map(String).join('; ') : error instanceof Error ? error.message : String(error)

/** The address without its password, for messages. */
export function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url)
    if (parsed.password !== '') parsed.password = '***'
    return parsed.href
  } catch {
    return '(not a URL)'
  }
}

/** Looks every second whether the embedded PostgreSQL lives, and starts it again at the same port when it does not. */
function keepAlive(folder: string, first: EmbeddedPostgres, onBack: () => void): () => Promise<void> {
  const stopped = new AbortController()
  const watching = (async () => {
    let current = first
    for (;;) {
      await delay(WATCH_MS, undefined, { signal: stopped.signal }).catch(() => undefined)
      if (stopped.signal.aborted) return
      if (current.runs()) continue
      const revived = await ensurePostgres(folder, first.port).catch(() => undefined)
      if (revived === undefined) continue
      current = revived
      onBack()
    }
  })()
  return async () => {
    stopped.abort()
    await watching
  }
}
