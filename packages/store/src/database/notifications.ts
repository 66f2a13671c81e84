import pg from 'pg'
import { breakWhenSilent, connectionConfig, USUAL_PATIENCE } from './answering.ts'
import { type Transaction } from './connect.ts'

/** What processes tell one another through PostgreSQL; the payload is an id, never data (8,000-byte limit). */
export type Channel =
  'sluice_answer' | 'sluice_trigger' | 'sluice_event' | 'sluice_queue' | 'sluice_run' | 'sluice_cancel' | 'sluice_schedule'
const CHANNELS: readonly Channel[] = [
  'sluice_answer',
  'sluice_trigger',
  'sluice_event',
  'sluice_queue',
  'sluice_run',
  'sluice_cancel',
  'sluice_schedule',
]

type Listener = (id: string) => void

/** Subscriptions to notifications. After a lost connection every listener is called with `''`: look for yourself. */
export interface Notifications {
  readonly on: (channel: Channel, listener: Listener) => () => void
  readonly close: () => Promise<void>
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Tells all processes at commit of the transaction. */
export const notify = async (tx: Transaction, channel: Channel, id: string): Promise<void> => {
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${id})`
}

/** Listens on a connection of its own and connects again when it breaks, or doesn't answer when it is asked now and then. */
export async function listen(databaseUrl: string, patience = USUAL_PATIENCE): Promise<Notifications> {
  const listeners = new Map<Channel, Set<Listener>>(CHANNELS.map((channel) => [channel, new Set<Listener>()]))
  let closed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const tell = (channel: string, id: string): void => {
    for (const [name, set] of listeners) if (name === channel || channel === '*') for (const listener of set) listener(id)
  }

  const open = async (): Promise<void> => {
    const next = new pg.Client(connectionConfig(databaseUrl, patience))
    // The answer to nothing in particular comes at once.
    breakWhenSilent(next, patience.askMs)
    next.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''))
    const lost = (): void => {
      if (client !== next || closed) return
      client = undefined
      again(FIRST_PAUSE_MS)
    }
    next.on('error', lost)
    next.on('end', lost)
    await next.connect()
    for (const channel of CHANNELS) await next.query(`LISTEN ${channel}`)
    client = next
    const asking = setInterval(() => void next.query('SELECT 1').catch(() => undefined), patience.askMs)
    asking.unref()
    next.once('end', () => clearInterval(asking))
    if (closed) await next.end()
  }

  const again = (pauseMs: number): void => {
    timer = setTimeout(() => {
      open().then(
        () => tell('*', ''),
        () => {
          if (!closed) again(Math.min(pauseMs * 2, LONGEST_PAUSE_MS))
        },
      )
    }, pauseMs)
  }

  await open()
  return {
    on: (channel, listener) => {
      const set = listeners.get(channel)!
      set.add(listener)
      return () => set.delete(listener)
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
