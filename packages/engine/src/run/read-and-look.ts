import type { DuckDBConnection } from '@duckdb/node-api'
import type { CsvFacts, CsvRecords, Reading } from '../connector.ts'
import type { ReadStep } from '../passes/step.ts'

type Looked = Pick<Reading & { readonly kind: 'csv' }, 'records' | 'look'>

/** What DuckDB has read, and what is known of the file behind it. */
export interface Read {
  /** False: what DuckDB has read does not count, and may not be there. */
  readonly fit: boolean
  /** Unknown for a sample. */
  readonly records: CsvRecords | undefined
}

/** An interrupt that comes just before a statement begins is lost. */
const INTERRUPT_EVERY_MS = 50

/**
 * Lets DuckDB read a file. A large one is looked at meanwhile: a file that can't be read ends the statements, and is told with what was
 * found, whatever DuckDB says of it; so does one that DuckDB is not fit to read.
 */
export async function readAndLook(connection: DuckDBConnection, { sql }: Pick<ReadStep, 'sql'>, { records, look }: Looked): Promise<Read> {
  const interrupting = interrupter(connection)
  const looking = look?.().then(
    (facts) => {
      if (facts.unfit) interrupting.begin()
      return facts
    },
    (error: unknown) => {
      interrupting.begin()
      throw error
    },
  )
  // It may fail before it is waited for.
  looking?.catch(() => undefined)
  try {
    for (const statement of sql) await connection.run(statement)
  } catch (error) {
    if ((await looking)?.unfit !== true) throw error
  } finally {
    interrupting.end()
  }
  const facts: CsvFacts | undefined = await looking
  return facts === undefined ? { fit: true, records } : { fit: !facts.unfit, records: facts.records }
}

/** Interrupts the statements of a connection again and again from `begin` on; after `end` never more. */
function interrupter(connection: DuckDBConnection): { readonly begin: () => void; readonly end: () => void } {
  let timer: NodeJS.Timeout | undefined
  let over = false
  return {
    begin: () => {
      if (over) return
      connection.interrupt()
      timer = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS)
    },
    end: () => {
      over = true
      clearInterval(timer)
    },
  }
}
