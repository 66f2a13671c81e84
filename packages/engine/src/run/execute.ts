import { rm } from 'node:fs/promises'
import type { Plan, RelationId, Write } from '@sluice/plan'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Json, Problem } from '@sluice/flow'
import type { Reading } from '../connector.ts'
import type { NodeCounts, RejectedRow } from '../job.ts'
import type { AppendStep, Staged, Step, StageOptions, WriteStep } from '../passes/step.ts'
import { HostStopped } from './ask.ts'
import { LiveFacts, nodeCounts } from './facts.ts'
import { isRetryable, problemOf, RunFailure } from './failure.ts'
import { readInbox, rejectSink } from './inbox.ts'
import { stagedOf } from './kept-plan.ts'
import { checkLaws } from './law.ts'
import { query } from './query.ts'
import { readRows } from './read-rows.ts'
import { openSources, takeIn, type Readings, type SourceTerms } from './read-sources.ts'
import { scanReadings } from './scan-readings.ts'
import { openSession } from './session.ts'
import { sideBySide } from './side-by-side.ts'
import { SourceLines } from './source-lines.ts'
import { Turns } from './turns.ts'
import { noteTaken, type Taken } from './taken.ts'

const INTERRUPT_EVERY_MS = 50

/** Everything it takes to execute a plan, and what to do with what comes out. */
export interface Execution extends SourceTerms {
  readonly zone: string
  readonly rejectSample: number
  readonly anyOrder: ReadonlySet<RelationId>
  readonly message: StageOptions['message']
  readonly label: (node: string) => string
  /** Writes the rows of a sink and tells how many, and which of them its system refused. */
  readonly write: (connection: DuckDBConnection, step: WriteStep, write: Write) => Promise<number | Taken>
  readonly onStep?: (step: Step, state: 'begin' | 'end') => void
  readonly onRejected?: (rows: readonly RejectedRow[]) => void
  readonly onStaged?: (counts: () => Readonly<Record<string, NodeCounts>>, steps: readonly Step[]) => void
}

export interface Executed {
  readonly counts: Readonly<Record<string, NodeCounts>>
  readonly problems: readonly Problem[]
  /** How far each source was read, by node. */
  readonly watermarks: Readonly<Record<string, Json>>
}

/** Runs a plan step by step in a locked database of its own and checks the law of rows. Throws `RunFailure`, or the signal's reason. */
export async function execute(execution: Execution): Promise<Executed> {
  const { plan, signal } = execution
  const reading = new AbortController()
  const readings = await openSources(execution, AbortSignal.any([signal, reading.signal]))
  const scans = await scanReadings(execution, readings)
  const staged = stagedOf(plan, { ...execution, scans })
  const facts = new LiveFacts()
  const lines = new SourceLines()
  facts.watch(staged.probes)
  const counts = (value: (fact: string) => number): Readonly<Record<string, NodeCounts>> =>
    Object.fromEntries([...staged.terms].map(([node, terms]) => [node, nodeCounts(terms, value)]))
  execution.onStaged?.(() => counts(facts.now()), staged.steps)
  const session = await openSession(execution.folders, execution.limits, execution.zone, facts, lines)
  let interrupting: NodeJS.Timeout | undefined
  const interrupt = (): void => {
    session.connection.interrupt()
    // An interrupt that comes just before a statement begins is lost, so it is repeated until the run has ended.
    interrupting = setInterval(() => session.connection.interrupt(), INTERRUPT_EVERY_MS)
  }
  signal.addEventListener('abort', interrupt, { once: true })
  try {
    await runSteps(execution, staged, { readings, connection: session.connection, facts, lines, reading })
  } finally {
    signal.removeEventListener('abort', interrupt)
    clearInterval(interrupting)
    session.close()
  }
  const final = counts((fact) => facts.final(fact))
  return { counts: final, problems: checkLaws(final, staged.connections, facts), watermarks: watermarksOf(plan, readings) }
}

function watermarksOf(plan: Plan, readings: ReadonlyMap<RelationId, Reading>): Readonly<Record<string, Json>> {
  const marks = plan.relations.flatMap((scan): [string, Json][] => {
    const reading = readings.get(scan.id)
    const mark = reading?.kind === 'batches' ? reading.watermark?.() : undefined
    return mark === undefined ? [] : [[scan.node, mark]]
  })
  return Object.fromEntries(marks)
}

/** What the steps of a run share. */
interface Running {
  readonly readings: Readings
  readonly connection: DuckDBConnection
  readonly facts: LiveFacts
  readonly lines: SourceLines
  readonly reading: AbortController
}

async function runSteps(execution: Execution, staged: Staged, { readings, connection, facts, lines, reading }: Running): Promise<void> {
  const run = async (step: Step, work: () => Promise<void>): Promise<void> => {
    execution.signal.throwIfAborted()
    execution.onStep?.(step, 'begin')
    try {
      await work()
    } catch (error) {
      // An interrupted statement fails with an error of its own; the reason is the signal's.
      execution.signal.throwIfAborted()
      if (error instanceof HostStopped) throw error
      throw new RunFailure(problemOf(error, nodeAtFault(step)), isRetryable(error))
    }
    execution.onStep?.(step, 'end')
  }
  // Sources that Node.js reads don't wait for each other: one may be parsed while another is taken in.
  const signal = AbortSignal.any([execution.signal, reading.signal])
  const appending = { connection, turns: new Turns(), facts, lines, message: execution.message, signal }
  const append = (step: AppendStep): Promise<void> => run(step, () => takeIn(execution, readings, step, appending))
  await sideBySide(staged.steps.filter(isAppend), execution.limits.threads, append, () => { reading.abort() }) // prettier-ignore
  for (const step of staged.steps) {
    if (isAppend(step)) continue
    await run(step, () => {
      const source = step.kind === 'read' ? readings.get(step.relation) : undefined
      return step.kind === 'read' && source?.kind === 'csv'
        ? readRows(appending, step, source)
        : runStep(execution, step, connection, facts)
    })
  }
}

/** The node that a failing step is told of: that of the file which is read, else the last that the step works for. */
const nodeAtFault = ({ kind, nodes }: Step): string | undefined => (kind === 'read' ? nodes[0] : nodes.at(-1))

const isAppend = (step: Step): step is AppendStep => step.kind === 'append'

async function runStep(
  execution: Execution,
  step: Exclude<Step, AppendStep>,
  connection: DuckDBConnection,
  facts: LiveFacts,
): Promise<void> {
  switch (step.kind) {
    case 'run': {
      const result = await connection.run(step.sql)
      if (step.changed !== undefined) facts.set(step.changed, result.rowsChanged)
      return
    }
    case 'read':
      return
    case 'count': {
      for (const [name, n] of await query(connection, step.sql)) facts.set(name ?? '', Number(n))
      return
    }
    case 'inbox':
      if (step.rows.length > 0 && step.rows.every((fact) => facts.final(fact) === 0)) return
      return execution.onRejected?.(await readInbox(connection, step))
    case 'write':
      return runWrite(execution, step, connection, facts)
    case 'stop': {
      const [row] = await query(connection, step.sql)
      if (row === undefined) return
      const [column, message, value] = row.map((field) => field ?? '')
      const params = { column: column ?? '', message: message ?? '', value: value ?? '' }
      throw new RunFailure({ severity: 'error', code: step.code, nodeId: step.node, params })
    }
    case 'drop':
      if (step.tables.length > 0) await connection.run(step.tables.map((table) => `DROP TABLE IF EXISTS ${table}`).join('; '))
      for (const { name, file } of step.views) {
        await connection.run(`DROP VIEW IF EXISTS ${name}`)
        await rm(file, { force: true })
      }
      return
  }
}

async function runWrite(execution: Execution, step: WriteStep, connection: DuckDBConnection, facts: LiveFacts): Promise<void> {
  const write = execution.plan.relations.find((relation): relation is Write => relation.id === step.relation && relation.op === 'write')
  if (write === undefined) return
  if (write.connector !== 'rejected') {
    await noteTaken(connection, step, await execution.write(connection, step, write), facts, execution.message)
    return
  }
  const { rows, total } = await rejectSink(connection, step, execution)
  facts.set(step.rows, total)
  execution.onRejected?.(rows)
}
