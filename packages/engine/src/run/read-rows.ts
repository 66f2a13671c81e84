import { rm } from 'node:fs/promises'
import type { Reading } from '../connector.ts'
import type { ReadStep } from '../passes/step.ts'
import { appendBatches, type Appending } from './append.ts'
import { queryNumber } from './query.ts'

type CsvReading = Reading & { readonly kind: 'csv' }

/** Reads a CSV file: by DuckDB when that gives all of its records, else in Node.js. */
export async function readRows(appending: Appending, step: ReadStep, reading: CsvReading): Promise<void> {
  const { connection, facts, signal } = appending
  if (step.careful?.atOnce !== true) {
    for (const sql of step.sql) await connection.run(sql)
    const whole = await isWhole(appending, step)
    if (whole) {
      await connection.run(`CREATE TEMP TABLE ${step.rejects} AS ${step.rejectsSql}`)
      return dropErrors(appending, step)
    }
    await connection.run(`DROP ${step.file === undefined ? 'TABLE' : 'VIEW'} ${step.table}`)
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
async function isWhole({ connection }: Appending, { records, careful, table, errors }: ReadStep): Promise<boolean> {
  if (records === undefined || careful === undefined) return true
  const broken = `(SELECT count(DISTINCT line) FROM ${errors[0] ?? ''})`
  return (await queryNumber(connection, `SELECT (SELECT count(*) FROM ${table}) + ${broken}`)) === records
}

async function dropErrors({ connection }: Appending, { errors }: ReadStep): Promise<void> {
  for (const table of errors) await connection.run(`DROP TABLE IF EXISTS ${table}`)
}
