import { DuckDBInstance, DuckDBScalarFunction, INTEGER, LIST, USMALLINT, VARCHAR, listValue, type DuckDBConnection } from '@duckdb/node-api'
import { quoteText } from '@sluice/plan'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { RunFolders, RunLimits } from '../job.ts'
import { jsonElements } from './json-elements.ts'
import { LiveFacts } from './facts.ts'
import { registerRowMarks, RowMarks } from './row-marks.ts'
import { registerSourceLines, SourceLines } from './source-lines.ts'
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

/** What the functions of a database write down; it changes with the run that the database serves. */
interface Serving {
  live: LiveFacts
  marks: RowMarks
  lines: SourceLines
}

/** A database that stays open for the next run with the same key. */
interface Kept {
  readonly key: string
  readonly instance: DuckDBInstance
  readonly serving: Serving
  readonly spill: string
}

/** A process serves one run at a time, so one is enough. */
let kept: Kept | undefined

/**
 * Opens a database that can reach nothing but the run's folders, and whose settings can't be changed any more. It is fresh, unless
 * the folders name a session: then the database of an earlier run of that session serves, with a connection of its own. Temporary
 * tables and variables belong to a connection, so nothing is carried over.
 */
export async function openSession(
  folders: RunFolders,
  limits: RunLimits,
  zone: string,
  live: LiveFacts,
  lines = new SourceLines(),
): Promise<Session> {
  if (folders.session === undefined) {
    const fresh = await openDatabase([folders.input, folders.output, folders.work], path.join(folders.work, 'duckdb'), limits, zone)
    fresh.serving.live = live
    fresh.serving.lines = lines
    return sessionOn(fresh, () => fresh.instance.closeSync())
  }
  const reach = [folders.input, folders.session]
  const key = JSON.stringify([reach, limits.memoryMb, limits.threads, zone])
  const found = kept?.key === key ? kept : undefined
  if (found === undefined) kept?.instance.closeSync()
  kept = undefined
  const database = found ?? { ...(await openDatabase(reach, path.join(folders.session, `spill-${randomUUID()}`), limits, zone)), key }
  await mkdir(database.spill, { recursive: true })
  database.serving.live = live
  database.serving.lines = lines
  database.serving.marks = new RowMarks()
  return sessionOn(database, () => (kept = database))
}

async function sessionOn({ instance }: Pick<Kept, 'instance'>, end: () => void): Promise<Session> {
  const connection = await instance.connect()
  return {
    connection,
    close: () => {
      connection.closeSync()
      end()
    },
  }
}

const directories = (folders: readonly string[]): string => {
  const list = [...new Set(folders)].map((folder) => quoteText(folder.endsWith(path.sep) ? folder : folder + path.sep))
  return `[${list.join(', ')}]`
}

async function openDatabase(reach: readonly string[], spill: string, limits: RunLimits, zone: string): Promise<Omit<Kept, 'key'>> {
  await mkdir(spill, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', { threads: String(limits.threads) })
  const connection = await instance.connect()
  const serving: Serving = { live: new LiveFacts(), marks: new RowMarks(), lines: new SourceLines() }
  registerFunctions(connection, serving)
  // Global, since each run has a connection of its own. What opens doors comes first, then the door is shut, then the key thrown away.
  const settings = [
    `SET GLOBAL allowed_directories = ${directories(reach)}`,
    `SET GLOBAL memory_limit = '${databaseMemoryMb(limits.memoryMb)}MB'`,
    `SET GLOBAL temp_directory = ${quoteText(spill)}`,
    'SET GLOBAL preserve_insertion_order = true',
    `SET GLOBAL TimeZone = ${quoteText(zone)}`,
    `SET GLOBAL default_collation = ''`,
    'SET GLOBAL autoinstall_known_extensions = false',
    'SET GLOBAL autoload_known_extensions = false',
    'SET GLOBAL enable_external_access = false',
    'SET GLOBAL lock_configuration = true',
  ]
  await connection.run(settings.join('; '))
  connection.closeSync()
  return { instance, serving, spill }
}

function registerFunctions(connection: DuckDBConnection, serving: Serving): void {
  // Passes a verdict through and counts it, chunk by chunk, while the statement runs.
  const probe = DuckDBScalarFunction.create({
    name: 'probe',
    returnType: USMALLINT,
    parameterTypes: [INTEGER, USMALLINT],
    volatile: true,
    mainFunction: (_info, chunk, out) => {
      const rows = chunk.rowCount
      const histogram = serving.live.histogram(Number(chunk.getColumnVector(0).getItem(0)))
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
  registerRowMarks(connection, () => serving.marks)
  registerSourceLines(connection, () => serving.lines)
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
