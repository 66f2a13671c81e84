import { runEventSchema, type RunEventDto } from '@sluice/contract'
import type { QueryClient } from '@tanstack/react-query'
import { hrefOf } from './client.ts'
import { foldRunEvent, isOver, type LiveRun } from './fold-run-event.ts'

const EVENT_TYPES = ['message', 'status', 'node-status', 'counts', 'output', 'log'] as const

/** Begins the cache key of a run that is followed. */
export const LIVE_RUN = 'live-run'

/** A stream of a run's events that all who watch the run share. */
interface Stream {
  readonly close: () => void
  readonly isClosed: () => boolean
  users: number
}

/** Of each cache, by run. */
const streams = new WeakMap<QueryClient, Map<string, Stream>>()

/**
 * Follows a run until the answer is called: every event is folded into the cache. However many follow the same run, it is one
 * stream, from the first event on, for the log is made of events only.
 */
export function followRun(client: QueryClient, id: string): () => void {
  const open = streams.get(client) ?? new Map<string, Stream>()
  streams.set(client, open)
  const known = open.get(id)
  // One that came to its end is of no use to a run that goes on.
  const stream = known === undefined || known.isClosed() ? openStream(client, id) : known
  open.set(id, stream)
  stream.users++
  let left = false
  return () => {
    if (left) return
    left = true
    if (--stream.users > 0) return
    stream.close()
    if (open.get(id) === stream) open.delete(id)
  }
}

/** The event that an SSE message carries; undefined when this program doesn't know it. */
function eventOf(data: unknown): RunEventDto | undefined {
  if (typeof data !== 'string') return undefined
  const read = runEventSchema.safeParse(JSON.parse(data))
  return read.success ? read.data : undefined
}

function openStream(client: QueryClient, id: string): Stream {
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false
  const source = new EventSource(hrefOf('runEvents', { params: { id }, query: { after: 0 } }))
  const end = (): void => {
    closed = true
    source.close()
  }
  const over = (): boolean => isOver(client.getQueryData<LiveRun>([LIVE_RUN, id])?.status ?? 'queued')
  const hear = (message: MessageEvent<unknown>): void => {
    const event = eventOf(message.data)
    if (event === undefined) return
    client.setQueryData<LiveRun>([LIVE_RUN, id], (run) => (run === undefined ? run : foldRunEvent(run, event)))
    if (event.type !== 'status' || !isOver(event.status) || !over()) return
    end()
    void client.invalidateQueries({ queryKey: [LIVE_RUN, id] })
    for (const key of ['listRuns', 'listFlows']) void client.invalidateQueries({ queryKey: [key] })
  }
  const readAgain = (): void => {
    void client.invalidateQueries({ queryKey: [LIVE_RUN, id] }).then(() => {
      if (!over() && !closed) timer = setTimeout(readAgain, 2_000)
    })
  }
  for (const type of EVENT_TYPES) source.addEventListener(type, hear)
  source.addEventListener('error', () => {
    if (over()) end()
    else if (source.readyState === EventSource.CLOSED) readAgain()
  })
  const close = (): void => {
    end()
    clearTimeout(timer)
  }
  return { close, isClosed: () => closed, users: 0 }
}
