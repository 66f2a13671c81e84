import { planFlow } from '@sluice/catalog'
import { flowSchema, hasErrors, type Flow } from '@sluice/flow'
import { formatType } from '@sluice/plan'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import type { Connectors, SourceBatch, SourceConnector } from '../connector.ts'
import { collect, textRows, type TextRows } from '../run/collect.ts'
import { execute } from '../run/execute.ts'
import { RunFailure } from '../run/failure.ts'
import { englishMessage } from '../run/english-message.ts'
import { tablePage } from '../run/table-page.ts'
import { writeRows } from '../run/write-file.ts'
import type { GoldenCase } from './golden-case.ts'
import { testFolders } from './run-plan.ts'

const NODE = 'node'
const INPUT = 'golden-input-'

interface Input {
  readonly port: string
  readonly index: number
  readonly id: string
  readonly label: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: TextRows
}

const inputsOf = (golden: GoldenCase): readonly Input[] =>
  Object.entries(golden.inputs).flatMap(([port, given]) =>
    (Array.isArray(given) ? given : [given]).map((input, index) => ({
      ...input, port, index, id: `${INPUT}${port}-${index}`, label: input.label ?? '',
    })),
  ) // prettier-ignore

/** A flow with the node in the middle: every input is a typed source, every output that is looked at has a sink. */
function flowOf(type: string, golden: GoldenCase): Flow {
  const inputs = inputsOf(golden)
  const outputs = Object.keys(golden.outputs)
  return flowSchema.parse({
    sluice: 1,
    name: golden.name,
    zone: golden.zone,
    parameters: golden.parameters,
    nodes: [
      ...inputs.map(({ id, label, columns }) => ({
        id, label, type: 'source.json', config: { path: id, columns: columns.map((c) => ({ source: c.name, name: c.name, type: c.type })) },
      })),
      { id: NODE, type, config: golden.config },
      ...outputs.map((port) => ({ id: `out-${port}`, type: 'sink.table' })),
    ],
    edges: [
      ...inputs.map(({ id, port, index }) => ({ from: { node: id, port: 'rows' }, to: { node: NODE, port, index } })),
      ...outputs.map((port) => ({ from: { node: NODE, port }, to: { node: `out-${port}`, port: 'rows' } })),
    ],
  }) // prettier-ignore
}

async function* batch(input: Input): AsyncIterable<SourceBatch> {
  const columns = input.columns.map((_column, i) => input.rows.map((row) => row[i] ?? null))
  yield await Promise.resolve({ columns, rejects: [] })
}

/** The real connectors, but the rows of a case's inputs come from the case. */
function withInputs(connectors: Connectors, inputs: readonly Input[]): Connectors {
  const real = connectors.sources.get('json')
  const json: SourceConnector = {
    name: 'json',
    open: (config, context) => {
      const input = inputs.find((candidate) => candidate.id === config.path)
      if (input !== undefined) return Promise.resolve({ kind: 'batches', batches: batch(input) })
      if (real === undefined) throw new Error('no connector json')
      return real.open(config, context)
    },
  }
  return { ...connectors, sources: new Map([...connectors.sources, ['json', json]]) }
}

/** Runs one golden case on real DuckDB and compares everything that it states. */
export async function runGolden(type: string, golden: GoldenCase, connectors: Connectors): Promise<void> {
  const flow = flowOf(type, golden)
  const { plan, problems } = planFlow(flow, { parameters: {}, zone: golden.zone, now: golden.now })
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (golden.problems !== undefined) {
    expect(errors.map((problem) => problem.code)).toEqual(golden.problems)
    return
  }
  expect(hasErrors(problems), JSON.stringify(errors)).toBe(false)
  await using folders = await testFolders()
  for (const [name, content] of Object.entries(golden.files))
    await writeFile(path.join(folders.input, name), typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'))
  const inputs = inputsOf(golden)
  const collected = new Map<string, { columns: { name: string; type: string }[]; rows: TextRows }>()
  const running = execute({
    plan, folders, connectors: withInputs(connectors, inputs), limits: { memoryMb: 1024, threads: 2 }, secrets: {}, connections: {}, allowedHosts: [],
    zone: golden.zone, rejectSample: 100, anyOrder: new Set(), message: englishMessage, label: (node) => node, signal: new AbortController().signal,
    write: async (connection, step, write) => {
      if (step.node === NODE && write.connector !== 'table') {
        const file = connectors.sinks.get(write.connector)?.file(write.config)
        if (file === undefined || 'severity' in file) throw new Error(`sink ${write.connector}: ${JSON.stringify(file)}`)
        const target = path.join(folders.output, file.path)
        await mkdir(path.dirname(target), { recursive: true })
        return writeRows(connection, step.sql, step.columns, file.format, target)
      }
      const table = `golden_${collected.size}`
      const total = await collect(connection, step, table)
      const columns = step.columns.map(({ name, type: t }) => ({ name, type: formatType(t) }))
      collected.set(step.node, { columns, rows: await textRows(connection, table, step.columns, total) })
      return total
    },
  }) // prettier-ignore
  if (golden.failure !== undefined) {
    const failure: unknown = await running.then(() => undefined, (error: unknown) => error) // prettier-ignore
    expect(failure instanceof RunFailure ? failure.problem.code : failure).toBe(golden.failure)
    return
  }
  const { counts, problems: broken } = await running
  expect(broken.map((problem) => problem.params)).toEqual([])
  for (const { id } of inputs) expect(counts[id]?.rejected, `values of ${id} that don't fit their type`).toBe(0)
  for (const [port, wanted] of Object.entries(golden.outputs)) compareOutput(port, wanted, collected.get(`out-${port}`))
  if (golden.counts !== undefined) expect(counts[NODE]).toMatchObject(golden.counts)
  for (const [name, wanted] of Object.entries(golden.written)) {
    const file = path.join(folders.output, name)
    if (typeof wanted === 'string') expect(await readFile(file, 'utf8')).toBe(wanted)
    else {
      const page = await tablePage({ file, offset: 0, limit: 1000 }, connectors)
      expect(page.rows).toEqual(wanted.rows)
      if (wanted.columns !== undefined) expect(page.columns.map((column) => column.name)).toEqual(wanted.columns)
    }
  }
}

function compareOutput(
  port: string,
  wanted: GoldenCase['outputs'][string],
  found: { readonly columns: readonly { readonly name: string; readonly type: string }[]; readonly rows: TextRows } | undefined,
): void {
  if (found === undefined) throw new Error(`nothing arrived from port ${port}`)
  const names = found.columns.map((column) => column.name)
  const only = wanted.only ?? names
  const places = only.map((name) => names.indexOf(name))
  expect(found.rows.map((row) => places.map((place) => row[place] ?? null)), `rows at ${port}`).toEqual(wanted.rows) // prettier-ignore
  if (wanted.columns !== undefined)
    expect(found.columns.filter((column) => only.includes(column.name)), `columns at ${port}`).toEqual(wanted.columns) // prettier-ignore
}
