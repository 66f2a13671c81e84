import { type TriggerConfigOf } from '@sluice/contract'
import { type EndedCall } from '@sluice/store'
import { type ServerResponse } from 'node:http'
import { Refusal, sendJson } from './answer.ts'

/** Turns the end of a call into the HTTP answer. Of a failure the caller learns the code and the run, never more. */
export function answerCall(response: ServerResponse, ended: EndedCall, config: TriggerConfigOf<'endpoint'>): void {
  const { state, answer, problem, runId, rejectedRows } = ended
  const headers: Record<string, string> = runId === null ? {} : { 'Sluice-Run': runId }
  if (state === 'failed') {
    const code = problem?.code ?? 'internal-error'
    if (code === 'time-limit' || code === 'endpoint-timeout') throw new Refusal(504, 'endpoint-timeout', { headers })
    throw new Refusal(502, 'flow-failed', { params: { problem: code }, headers })
  }
  if (rejectedRows > 0 && config.rejected === 'refuse') throw new Refusal(422, 'rows-rejected', { params: { rows: rejectedRows }, headers })
  if (answer === null) {
    if (!response.headersSent && !response.destroyed) response.writeHead(204, headers).end()
    return
  }
  if (answer.body === null && config.empty === 'not-found') throw new Refusal(404, 'no-record', { headers })
  sendJson(
    response,
    answer.status,
    answer.body ?? 'null',
    rejectedRows > 0 ? { ...headers, 'Sluice-Rejected-Rows': String(rejectedRows) } : headers,
  )
}
