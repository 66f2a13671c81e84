import { DuckDBInstance } from '@duckdb/node-api'

/** A process that runs SQL statements in a fresh instance when told to, so that hand-written SQL and the engine stand on equal ground. */
interface SqlJob {
  readonly statements: readonly string[]
  readonly settings: Readonly<Record<string, string>>
}

/** Boundary: only `runSql` sends messages. */
process.on('message', (message) => void work(message as SqlJob))
process.send?.('ready')

async function work({ statements, settings }: SqlJob): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', settings)
  const connection = await instance.connect()
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
  process.send?.('done')
}
