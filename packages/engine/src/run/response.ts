import type { DuckDBConnection } from '@duckdb/node-api'
import { printJsonObject } from '@sluice/plan'
import type { ConnectorConfig } from '../connector.ts'
import type { RunResponse } from '../job.ts'
import type { WriteStep } from '../passes/step.ts'
import { RunFailure } from './failure.ts'
import { query } from './query.ts'

/** The name under which `sink.response` writes. */
export const RESPONSE = 'response'

/** An answer is held in memory and sent in one piece. */
const MOST_ROWS = 100_000
const MOST_CHARACTERS = 20_000_000

const failure = (step: WriteStep, code: string, params: Readonly<Record<string, number>>): RunFailure =>
  new RunFailure({ severity: 'error', code, nodeId: step.node, params: { node: step.node, ...params } })

/** The rows of a response as JSON text, with how many there are. Throws `RunFailure` when they are no answer. */
export async function readResponse(
  connection: DuckDBConnection,
  step: WriteStep,
  config: ConnectorConfig,
): Promise<{ response: RunResponse; rows: number }> {
  const one = config['shape'] === 'one'
  const most = one ? 1 : MOST_ROWS
  const select = printJsonObject(step.columns, config['omitMissing'] === true)
  const records = (await query(connection, `SELECT ${select} FROM (${step.sql}) LIMIT ${most + 1}`)).map(([record]) => record ?? '{}')
  if (records.length > most) throw failure(step, one ? 'response-several-rows' : 'response-too-large', { rows: most })
  const body = one ? (records[0] ?? null) : `[${records.join(',')}]`
  if (body !== null && body.length > MOST_CHARACTERS) throw failure(step, 'response-too-large', { rows: records.length })
  const status = typeof config['status'] === 'number' ? config['status'] : 200
  return { response: { status, body }, rows: records.length }
}
