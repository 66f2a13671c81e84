import { type Transaction } from '../database/connect.ts'

/** What time it is for a scheduler: one clock for all of them, whatever their hosts believe. */
export type Clock = (tx: Transaction) => Promise<Date>

/** The clock of the database. */
export const databaseClock: Clock = async (tx) => {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`
  if (row === undefined) throw new Error('the database told no time')
  return row.now
}

/** A clock that is behind another one. */
export const behind =
  (clock: Clock, ms: number): Clock =>
  async (tx) =>
    new Date((await clock(tx)).getTime() - ms)
