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
  const before = await workspace.runs.summary(id)
  if (hasEnded(before.status) && (await workspace.runs.events(id, last)).length === 0) {
    response.status(204).end()
    return
  }
  const session = await createSession(request, response, {
    keepAlive: KEEP_ALIVE_MS,
    retry: RETRY_MS,
    headers: { 'X-Accel-Buffering': 'no', 'Cache-Control': 'no-store' },
  })
  let wanted = true
  let busy = false
  let ended = hasEnded(before.status)

  const send = async (): Promise<void> => {
    wanted = true
    if (busy) return
    busy = true
    try {
      while (wanted && session.isConnected && !response.writableEnded) {
        wanted = false
        for (const event of await workspace.runs.events(id, last)) {
          session.push(event, event.type, String(event.id))
          last = event.id
          if (event.type === 'status') ended = hasEnded(event.status)
        }
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

  const stop = watchers.watch(id, () => void send())
  session.once('disconnected', stop)
  await send()
}
