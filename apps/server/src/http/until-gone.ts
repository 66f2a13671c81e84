import { type Response } from 'express'

/** Aborted when whoever asked goes away: while somebody types, older questions must not hold the engines. */
export function untilGone(response: Response): AbortSignal {
  const abort = new AbortController()
  response.once('close', () => abort.abort())
  return abort.signal
}
