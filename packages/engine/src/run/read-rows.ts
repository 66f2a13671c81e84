import { rm } from 'node:fs/promises'
import type { CsvRecords, Reading } from '../connector.ts'
import type { ReadStep } from '../passes/step.ts'
import { appendBatches, type Appending } from './append.ts'
import { knownLine, sourceNumber } from '../passes/places.ts'
import { query, queryNumber } from './query.ts'
import { readAndLook } from './read-and-look.ts'

type CsvReading = Reading & { readonly kind: 'csv' }

/** Reads a CSV file: by DuckDB when that gives all of its records, else in Node.js. */
export async function readRows(appending: Appending, step: ReadStep, reading: CsvReading): Promise<void> {
  const { connection, facts, signal } = appending
  if (step.careful?.atOnce !== true) {
    const { fit, records } = await readAndLook(connection, step, reading)
    if (fit && (await isWhole(appending, step, records))) {
      await keepBroken(appending, step, records)
      return dropErrors(appending, step)
    }
    await connection.run(`DROP ${step.file === undefined ? 'TABLE' : 'VIEW'} IF EXISTS ${step.table}`)
    if (step.file !== undefined) await rm(step.file, { force: true })
    await dropErrors(appending, step)
    facts.forget(step.probe)
    signal.throwIfAborted()
  }
  if (step.careful === undefined || reading.careful === undefined) return
  await appendBatches(appending, step.careful.append, reading.careful())
  for (const sql of step.careful.sql) await connection.run(sql)
  await connection.run(`DROP TABLE ${step.careful.append.table}`)
}

/**
 * DuckDB 1.5 leaves out the last buffer of a file when the line across its beginning is broken, and everything behind a cell that
 * it takes for one without an end, and says nothing.
 */
async function isWhole({ connection }: Appending, { careful, table, errors }: ReadStep, records: CsvRecords | undefined): Promise<boolean> {
  if (records === undefined || careful === undefined) return true
  const broken = `(SELECT count(DISTINCT line) FROM ${errors[0] ?? ''})`
  return (await queryNumber(connection, `SELECT (SELECT count(*) FROM ${table}) + ${broken}`)) === records.data
}

/** The broken records. DuckDB numbers records, from 1; a person looks for lines, of which a record may have several. */
async function keepBroken({ connection, lines }: Appending, step: ReadStep, records: CsvRecords | undefined): Promise<void> {
  const { relation, rejects, rejectsSql, errors } = step
  if (records === undefined) {
    await connection.run(`CREATE TEMP TABLE ${rejects} AS ${rejectsSql}`)
    return
  }
  const broken = await query(connection, `SELECT DISTINCT line FROM ${errors[0] ?? ''}`)
  lines.number(sourceNumber(relation), records, broken.map(([line]) => Number(line) - 1)) // prettier-ignore
  const line = knownLine(`record_line(${sourceNumber(relation)}, line - 1.0::DOUBLE)`)
  await connection.run(`CREATE TEMP TABLE ${rejects} AS SELECT code, col, message, value, ${line} AS line FROM (${rejectsSql})`)
}

async function dropErrors({ connection }: Appending, { errors }: ReadStep): Promise<void> {
  for (const table of errors) await connection.run(`DROP TABLE IF EXISTS ${table}`)
}
