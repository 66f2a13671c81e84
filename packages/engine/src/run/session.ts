import { DuckDBInstance, DuckDBScalarFunction, INTEGER, LIST, USMALLINT, VARCHAR, listValue, type DuckDBConnection } from '@duckdb/node-api'
import { quoteText } from '@sluice/plan'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { RunFolders, RunLimits } from '../job.ts'
import { jsonElements } from './json-elements.ts'
import type { LiveFacts } from './facts.ts'
import { registerRowMarks } from './row-marks.ts'
import { items } from './vector-items.ts'

/** An open, locked database of one run. */
export interface Session {
  readonly connection: DuckDBConnection
  readonly close: () => void
}

/** What Node.js, allocator slack and buffers that DuckDB doesn't count take beside it: up to 340 MB on W1, more with readers in Node.js. */
const BESIDE_DUCKDB_MB = 470

/** DuckDB's share of a process's memory in MB. */
export const databaseMemoryMb = (processMb: number): number => Math.max(192, processMb - BESIDE_DUCKDB_MB)

const directories = (folders: RunFolders): string => {
  const list = [...new Set([folders.input, folders.output, folders.work])]
  return `[${list.map((folder) => quoteText(folder.endsWith(path.sep) ? folder : folder + path.sep)).join(', ')}]`
}

/** Opens a fresh database that can reach nothing but the run's folders, and whose settings can't be changed any more. */
export async function openSession(folders: RunFolders, limits: RunLimits, zone: string, live: LiveFacts): Promise<Session> {
  const temp = path.join(folders.work, 'duckdb')
  await mkdir(temp, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', { threads: String(limits.threads) })
  const connection = await instance.connect()
  registerFunctions(connection, live)
  // The order matters: what opens doors first, then the door is shut, then the key thrown away.
  const settings = [
    `SET allowed_directories = ${directories(folders)}`,
    `SET memory_limit = '${databaseMemoryMb(limits.memoryMb)}MB'`,
    `SET temp_directory = ${quoteText(temp)}`,
    'SET preserve_insertion_order = true',
    `SET TimeZone = ${quoteText(zone)}`,
    `SET default_collation = ''`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ]
  for (const statement of settings) await connection.run(statement)
  return {
    connection,
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function registerFunctions(connection: DuckDBConnection, live: LiveFacts): void {
  // Passes a verdict through and counts it, chunk by chunk, while the statement runs.
  const probe = DuckDBScalarFunction.create({
    name: 'probe',
    returnType: USMALLINT,
    parameterTypes: [INTEGER, USMALLINT],
    volatile: true,
    mainFunction: (_info, chunk, out) => {
      const rows = chunk.rowCount
      const histogram = live.histogram(Number(chunk.getColumnVector(0).getItem(0)))
      const from = items(chunk.getColumnVector(1), Uint16Array)
      const to = items(out, Uint16Array)
      for (let row = 0; row < rows; row++) {
        const verdict = from[row] ?? 0
        to[row] = verdict
        histogram[verdict] = (histogram[verdict] ?? 0) + 1
      }
      out.flush()
    },
  })
  connection.registerScalarFunction(probe)
  registerRowMarks(connection)
  const elements = DuckDBScalarFunction.create({
    name: 'json_elements',
    returnType: LIST(VARCHAR),
    parameterTypes: [VARCHAR],
    mainFunction: (_info, chunk, out) => {
      const lists = chunk.getColumnValues(0)
      lists.forEach((list, row) => out.setItem(row, typeof list === 'string' ? listValue(jsonElements(list)) : null))
      out.flush()
    },
  })
  connection.registerScalarFunction(elements)
}
