import pg from 'pg'

/** How long a database may be silent before its connection is given up, and how long we may be. */
export interface Patience {
  /** To a statement, without a pause of its own; in milliseconds. */
  readonly answerMs: number
  /** To a new connection, and to whoever waits for one of a pool. */
  readonly connectMs: number
  /** Between two questions on a connection that only listens. */
  readonly askMs: number
  /** In the middle of a transaction: the database ends one whose process stands still, because others wait for the rows that it holds. */
  readonly idleMs: number
}

/** No statement of the product's own takes minutes; a host that is gone is noticed sooner, by TCP. */
export const USUAL_PATIENCE: Patience = { answerMs: 120_000, connectMs: 30_000, askMs: 15_000, idleMs: 15_000 }

/** How connections to the product's own database are called in `pg_stat_activity`. */
export const APPLICATION = 'sluice store'

/** How soon TCP asks whether the other end is still there. */
const KEEP_ALIVE_MS = 10_000

/** A name in the address would go before ours, by which sessions that stand still are found. */
const unnamed = (databaseUrl: string): string => databaseUrl.replace(/(?<=[?&])application_name=[^&]*(?:&|$)/g, '')

/** What every connection to the product's own database is opened with. */
export const connectionConfig = (databaseUrl: string, { connectMs, idleMs }: Patience): pg.ClientConfig => ({
  connectionString: unnamed(databaseUrl),
  application_name: APPLICATION,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  connectionTimeoutMillis: connectMs,
  idle_in_transaction_session_timeout: idleMs,
})

/**
 * Breaks a connection off on which nothing is answered, so that its statements fail and whoever has it opens another. The time-out of
 * `pg` itself fails the statement only: the dead connection would go back into its pool.
 */
export function breakWhenSilent(client: pg.Client | pg.PoolClient, answerMs: number): void {
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  const start = (): void => {
    // What is asked behind a question without an answer, such as a rollback, gives it no more time.
    timer ??= setTimeout(() => client.connection.stream.destroy(), answerMs).unref()
  }
  // oxlint-disable-next-line typescript/unbound-method -- the proxy hands on what it was called on
  client.query = new Proxy(client.query, {
    apply: (query, self, given: unknown[]): unknown => {
      start()
      return Reflect.apply(query, self, given)
    },
  })
  // All that was asked is answered.
  client.on('drain', stop)
  client.on('end', stop)
}

/** What was committed is on the disk, whatever server, database or role are set to; a server that waits for more goes on doing so. */
const DURABLE = `SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)`

/** A pool of connections whose commits last, in which none stays that doesn't answer. */
export function answeringPool(databaseUrl: string, max: number, patience: Patience, more: pg.PoolConfig = {}): pg.Pool {
  const verify = (client: pg.PoolClient, done: (error?: Error) => void): void => {
    client.on('error', () => undefined)
    breakWhenSilent(client, patience.answerMs)
    client.query(DURABLE).then(() => done(), done)
  }
  const pool = new pg.Pool({ ...connectionConfig(databaseUrl, patience), ...more, max, verify })
  // A connection that breaks is replaced at the next statement, which tells by itself when that fails. The pool hears of idle ones only.
  pool.on('error', () => undefined)
  return pool
}
