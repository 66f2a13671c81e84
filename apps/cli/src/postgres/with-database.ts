import { join } from 'node:path'
import { ensurePostgres } from './embedded.ts'

/** The database that was given, or the embedded one of the data folder for as long as the work takes. */
export async function withDatabase<T>(url: string | undefined, data: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  if (url !== undefined) return work(url)
  const postgres = await ensurePostgres(join(data, 'postgres'))
  try {
    return await work(postgres.url)
  } finally {
    await postgres.stop()
  }
}
