import { ConnectorError, type ConnectionAccess } from '@sluice/engine/connector'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { cancelStatement, connect, endSession, type ConnectContext, type Connected, type Session } from './connect.ts'
import { databaseError } from './errors.ts'

/** A row as the database writes it: text, or null where a value is missing. */
export type TextRow = readonly (string | null)[]

export interface Answer {
  readonly fields: readonly pg.FieldDef[]
  readonly rows: readonly TextRow[]
  /** Rows that a statement has changed or given. */
  readonly count: number
}

const asWritten = { getTypeParser: () => (value: string) => value }

/**
 * How long the answer to a statement is waited for, in seconds: its own limit, and as long again, at most half a minute. If nothing is
 * heard by then the line is dead, whatever TCP says.
 */
const patienceFor = (timeoutSeconds: number): number => timeoutSeconds + Math.min(timeoutSeconds, 30)

export interface DatabaseOptions extends ConnectContext {
  /** Longest time that one statement may take. */
  readonly timeoutSeconds: number
}

/** How a transaction is opened. `read`: one snapshot for all its statements, and nothing can be written. */
export type Mode = 'read' | 'write'
const BEGIN: Readonly<Record<Mode, string>> = {
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  write: 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
}

/**
 * How long the server keeps a transaction of which it hears nothing. A slow reader of ours is no reason to be thrown out; between the
 * statements of a write there is never a pause, so a writer that is silent is stopped or cut off, and its locks are in the way of whoever goes on.
 */
const LONGEST_IDLE: Readonly<Record<Mode, string>> = { read: '0', write: '30s' }

/** What was committed is on the disk, whatever server, database or role are set to; a server that waits for more goes on doing so. */
const DURABLE = `set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)`

/** One connection to a PostgreSQL database. Every value goes in and out as the text that PostgreSQL writes, so that none is changed. */
export class Database implements AsyncDisposable {
  private readonly stop = (): void => {
    cancelStatement(this.connected)
    this.connected.client.connection.stream.destroy()
  }

  private session: Session | undefined

  private constructor(
    private readonly access: ConnectionAccess,
    private readonly connected: Connected,
    private readonly options: DatabaseOptions,
  ) {
    options.signal.addEventListener('abort', this.stop, { once: true })
  }

  /** Fails with `ConnectorError`, or with the signal's reason. */
  static async open(access: ConnectionAccess, options: DatabaseOptions): Promise<Database> {
    const database = new Database(access, await connect(access, options), options)
    if (options.signal.aborted) database.stop()
    return database
  }

  get label(): string {
    const { host, database } = this.connected.settings
    return `${database}@${host}`
  }

  /** Begins a transaction in which texts of dates, numbers and bytes have one fixed form, whatever server or role are set to. */
  async begin(mode: Mode): Promise<void> {
    await this.query(BEGIN[mode])
    const { searchPath } = this.connected.settings
    const settings: readonly (readonly [string, string])[] = [
      ['DateStyle', 'ISO, YMD'],
      ['IntervalStyle', 'postgres'],
      ['TimeZone', 'UTC'],
      ['extra_float_digits', '1'],
      ['bytea_output', 'hex'],
      ['xmloption', 'content'],
      ['standard_conforming_strings', 'on'],
      ['statement_timeout', `${this.options.timeoutSeconds}s`],
      ['idle_in_transaction_session_timeout', LONGEST_IDLE[mode]],
      ['cursor_tuple_fraction', '1'],
      ...(searchPath.length === 0
        ? []
        : [['search_path', searchPath.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')] as const]),
    ]
    const calls = settings.map((_setting, i) => `set_config($${i * 2 + 1}, $${i * 2 + 2}, true)`)
    if (mode === 'write') calls.push(DURABLE)
    const { rows } = await this.query(
      `SELECT pg_backend_pid()::text, (SELECT extract(epoch FROM backend_start)::text FROM pg_stat_activity WHERE pid = pg_backend_pid()), ${calls.join(', ')}`,
      settings.flat(),
    )
    const [pid, since] = rows[0] ?? []
    this.session = typeof pid === 'string' && typeof since === 'string' ? { pid, since } : undefined
  }

  /** Runs exactly one statement: several in one text are refused by the protocol. Values are `$1`, `$2`, … */
  async query(text: string, values: readonly (string | null)[] = []): Promise<Answer> {
    const config = { text, values: [...values], rowMode: 'array' as const, queryMode: 'extended', types: asWritten }
    return this.guarded(async () => {
      const { fields, rows, rowCount } = await this.connected.client.query<(string | null)[]>(config)
      return { fields, rows, count: rowCount ?? 0 }
    })
  }

  /** Sends text in COPY's text format. The next piece is asked for when the server has taken enough of the last. */
  async copyIn(sql: string, pieces: Iterable<Buffer>): Promise<void> {
    await this.guarded(async () => {
      const stream: Writable = this.connected.client.query(copyFrom(sql))
      const failed = new Promise<never>((_resolve, reject) => stream.once('error', reject))
      failed.catch(() => undefined)
      for (const piece of pieces) if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), failed])
      const finished = once(stream, 'finish')
      stream.end()
      await Promise.race([finished, failed])
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.options.signal.removeEventListener('abort', this.stop)
    // Whatever is still open is rolled back by the server when the connection goes.
    await Promise.race([this.connected.client.end(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())])
    this.connected.client.connection.stream.destroy()
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    const { signal, timeoutSeconds } = this.options
    const { client, settings } = this.connected
    const seconds = patienceFor(timeoutSeconds)
    const line = { isSilent: false }
    const silence = setTimeout(() => {
      line.isSilent = true
      client.connection.stream.destroy()
    }, seconds * 1000)
    try {
      signal.throwIfAborted()
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      if (line.isSilent) throw await this.givenUp(seconds, error)
      throw databaseError(error, settings, timeoutSeconds)
    } finally {
      clearTimeout(silence)
    }
  }

  private async givenUp(seconds: number, cause: unknown): Promise<ConnectorError> {
    if (this.session !== undefined) await endSession(this.access, this.options, this.session)
    const { host, port } = this.connected.settings
    return new ConnectorError('database-silent', { host, port, seconds }, { passing: 'unreachable', cause })
  }
}
