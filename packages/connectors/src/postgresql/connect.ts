import { ConnectorError, type ConnectionAccess } from '@sluice/engine/connector'
import { connect as connectSocket } from 'node:net'
import { checkServerIdentity, type ConnectionOptions } from 'node:tls'
import pg from 'pg'
import { guardedAddresses } from '../http/address-guard.ts'
import { databaseError } from './errors.ts'
import { postgresqlSettings, type PostgresqlSettings } from './settings.ts'

const NO_ANSWER = 'database-no-answer'
const CONNECT_MS = 15_000
/** How soon TCP asks whether the other end is still there. */
const KEEP_ALIVE_MS = 10_000

/** What opening a database needs of a source's, a target's or a test's context. */
export interface ConnectContext {
  readonly allowedHosts: readonly string[]
  readonly signal: AbortSignal
}

/** An open client, and the address it is connected to. */
export interface Connected {
  readonly client: pg.Client
  readonly address: string
  readonly settings: PostgresqlSettings
}

function tls({ ssl, ca, host }: PostgresqlSettings): ConnectionOptions | false {
  if (ssl === 'disable') return false
  if (ssl === 'require') return { rejectUnauthorized: false }
  // The client connects to a checked address; the certificate has to carry the name that was asked for.
  return { rejectUnauthorized: true, ...(ca !== '' && { ca }), checkServerIdentity: (_address, certificate) => checkServerIdentity(host, certificate) } // prettier-ignore
}

/** Everything is given, so that neither PG* variables nor a password file of the host can slip in. */
const clientConfig = (settings: PostgresqlSettings, address: string): pg.ClientConfig => ({
  host: address,
  port: settings.port,
  database: settings.database,
  user: settings.user,
  password: () => settings.password,
  ssl: tls(settings),
  sslnegotiation: 'postgres',
  options: ' ',
  application_name: 'Sluice',
  client_encoding: 'UTF8',
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
})

async function connectTo(address: string, settings: PostgresqlSettings): Promise<Connected> {
  const client = new pg.Client(clientConfig(settings, address))
  // An error between two statements is told by the next one.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return { client, address, settings }
  } catch (error) {
    client.connection.stream.destroy()
    throw databaseError(error, settings, CONNECT_MS / 1000)
  }
}

/**
 * Opens a connection through the guard of outbound addresses: what was checked is what is connected to, one address after the
 * other until somebody answers. Fails with `ConnectorError`.
 */
export async function connect(access: ConnectionAccess, { allowedHosts, signal }: ConnectContext): Promise<Connected> {
  const settings = postgresqlSettings(access)
  const addresses = await guardedAddresses(settings.host, settings.port, allowedHosts).catch((error: unknown) => {
    throw databaseError(error, settings, CONNECT_MS / 1000)
  })
  for (const [i, address] of addresses.entries()) {
    signal.throwIfAborted()
    try {
      return await connectTo(address, settings)
    } catch (error) {
      const silent = error instanceof ConnectorError && error.code === NO_ANSWER
      if (!silent || i === addresses.length - 1) throw error
    }
  }
  throw new ConnectorError(NO_ANSWER, { host: settings.host, port: settings.port, reason: 'ENOTFOUND' }, { passing: 'unreachable' })
}

const CANCEL_REQUEST = 80_877_102

/** Asks the server to end what it does for this client (protocol 3.0, CancelRequest); a socket that just closes goes unnoticed for long. */
export function cancelStatement({ client, address, settings }: Connected): void {
  if (!('processID' in client) || !('secretKey' in client)) return
  const { processID, secretKey } = client
  if (typeof processID !== 'number' || typeof secretKey !== 'number') return
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(CANCEL_REQUEST, 4)
  message.writeInt32BE(processID, 8)
  message.writeInt32BE(secretKey, 12)
  const socket = connectSocket({ host: address, port: settings.port, timeout: 2_000 }, () => socket.end(message))
  socket.on('timeout', () => socket.destroy())
  socket.on('error', () => undefined)
  socket.unref()
}

/** A session of the server, exactly: numbers of processes are used again. */
export interface Session {
  readonly pid: string
  /** When it began, in seconds since 1970. */
  readonly since: string
}

const END_MS = 5_000

/**
 * Has the server end a session whose line is dead on this side, over another line: waiting for rows or in a transaction it would keep its
 * locks for as long as TCP believes in it. Any role may end its own sessions. Resolves without an error, also when nobody answers.
 */
export async function endSession(access: ConnectionAccess, context: ConnectContext, { pid, since }: Session): Promise<void> {
  const end = async (): Promise<void> => {
    const { client } = await connect(access, context)
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE pid = $1::int AND extract(epoch FROM backend_start)::text = $2 AND usename = current_user`,
      [pid, since],
    )
    await client.end()
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, END_MS)))
  await Promise.race([end().catch(() => undefined), late])
  clearTimeout(timer)
}
