import type pg from 'pg'
import { answeringPool, USUAL_PATIENCE } from '../database/answering.ts'

/** Connections of their own for events: thousands a second, each statement prepared once, none through the ORM. */
export const eventPool = (databaseUrl: string, patience = USUAL_PATIENCE): pg.Pool =>
  answeringPool(databaseUrl, 4, patience, { idleTimeoutMillis: 60_000 })

/** Runs work in one transaction of a connection of its own. */
export async function inEventTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error(String(failure))
    })
    throw error
  } finally {
    client.release(broken)
  }
}
