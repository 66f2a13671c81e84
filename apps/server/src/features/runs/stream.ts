import { type RunEventDto } from '@sluice/contract'
import { hasEnded, type Workspace } from '@sluice/store'
import { createSession } from 'better-sse'
import { type Request, type Response } from 'express'
import { type RunWatchers } from './watchers.ts'

const KEEP_ALIVE_MS = 15_000
const RETRY_MS = 1_000

/** The id after which events are wanted: what the browser last saw counts more than the address it once opened. */
function startAfter(request: Request, after: number): number {
  const seen = request.headers['last-event-id']
  return typeof seen === 'string' && /^\d{1,15}$/.test(seen) ? Math.max(Number(seen), after) : after
}

/**
 * Sends the events of a run as they are committed, from any id on, and ends after the last one. To a client that has seen
 * everything of an ended run it answers 204, which keeps EventSource from coming back.
 */
export async function streamRun(
  workspace: Workspace,
  watchers: RunWatchers,
  id: string,
  after: number,
  request: Request,
  response: Response,
): Promise<void> {
  let last = startAfter(request, after)
  // Watched from before the first reading on, so that nothing is missed between it and the stream.
  let wake = (): void => undefined
  const stop = watchers.watch(id, () => wake())
  const [before, known] = await Promise.all([workspace.runs.summary(id), workspace.runs.events(id, last)]).catch((error: unknown) => {
    stop()
    throw error
  })
  if (hasEnded(before.status) && known.length === 0) {
    stop()
    response.status(204).end()
    return
  }
  const session = await createSession(request, response, {
    keepAlive: KEEP_ALIVE_MS,
    retry: RETRY_MS,
    headers: { 'X-Accel-Buffering': 'no', 'Cache-Control': 'no-store' },
  }).catch((error: unknown) => {
    stop()
    throw error
  })
  let wanted = true
  let busy = false
  let ended = hasEnded(before.status)

  const pass = (events: readonly RunEventDto[]): void => {
    for (const event of events) {
      session.push(event, event.type, String(event.id))
      last = event.id
      if (event.type === 'status') ended = hasEnded(event.status)
    }
  }

  const send = async (): Promise<void> => {
    wanted = true
    if (busy) return
    busy = true
    try {
      while (wanted && session.isConnected && !response.writableEnded) {
        wanted = false
        pass(await workspace.runs.events(id, last))
        // A failed run can go on: a retry finishes its commit. So the stream ends with the newest state, not with the first end.
        if (ended) response.end()
      }
    } catch {
      // The database went away: the browser comes back by itself and resumes.
      response.end()
    } finally {
      busy = false
    }
  }

  session.once('disconnected', stop)
  if (!session.isConnected) stop()
  if (session.isConnected) pass(known)
  wake = () => void send()
  await send()
}
