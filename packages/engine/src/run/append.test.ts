import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { packTexts, type PackedBatch } from '../packed-texts.ts'
import type { AppendStep } from '../passes/step.ts'
import { appendBatches } from './append.ts'
import { LiveFacts } from './facts.ts'
import { queryNumber } from './query.ts'
import { sideBySide } from './side-by-side.ts'
import { SourceLines } from './source-lines.ts'
import { Turns } from './turns.ts'

const BATCHES = 40

const stepOf = (name: `r${number}`): AppendStep => ({
  kind: 'append', nodes: [name], reads: [], relation: name, table: name, columns: ['c0', 'c1'], rejects: `${name}_rejects`, rows: `${name}.rows`, broken: `${name}.broken`,
}) // prettier-ignore

async function* batchesOf(name: string): AsyncIterable<PackedBatch> {
  for (let i = 0; i < BATCHES; i++) {
    const rejects = [{ code: 'record-not-object', column: null, params: {}, value: `${name} ${i}`, line: i }]
    yield await Promise.resolve({ rows: 2, columns: [packTexts([`${name} ${i}`, null]), packTexts(['x'.repeat(i), name])], rejects })
  }
}

it('takes in several sources at once on one connection, each into its own table', async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  const facts = new LiveFacts()
  const appending = {
    connection,
    turns: new Turns(),
    facts,
    lines: new SourceLines(),
    message: (code: string) => code,
    signal: new AbortController().signal,
  }
  try {
    const steps = ([1, 2, 3, 4, 5] as const).map((number) => stepOf(`r${number}`))
    await sideBySide(steps, 3, (step) => appendBatches(appending, step, batchesOf(step.table)), () => undefined) // prettier-ignore
    for (const { table, rejects, rows, broken } of steps) {
      expect([facts.final(rows), facts.final(broken)]).toEqual([2 * BATCHES, BATCHES])
      const own = `SELECT count(*) FROM ${table} WHERE c0 LIKE '${table} %' OR (c0 IS NULL AND c1 = '${table}')`
      expect(await queryNumber(connection, own)).toBe(2 * BATCHES)
      expect(await queryNumber(connection, `SELECT count(*) FROM ${rejects} WHERE value LIKE '${table} %'`)).toBe(BATCHES)
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
})
