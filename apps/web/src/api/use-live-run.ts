import { runEventSchema, type RunEventDto } from '@sluice/contract'
import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call, hrefOf } from './client.ts'
import { foldRunEvent, isOver, liveRun, type LiveRun } from './fold-run-event.ts'

const EVENT_TYPES = ['message', 'status', 'node-status', 'counts', 'output', 'log'] as const
const KEY = 'live-run'

/** Makes a run that was started here known, so that following it begins with its events. */
export const followFromStart = (client: QueryClient, run: LiveRun): void => {
  client.setQueryData<LiveRun>([KEY, run.id], run)
}

/** The event that an SSE message carries; undefined when this program doesn't know it. */
function eventOf(data: unknown): RunEventDto | undefined {
  if (typeof data !== 'string') return undefined
  const read = runEventSchema.safeParse(JSON.parse(data))
  return read.success ? read.data : undefined
}

/**
 * A run followed live: read once, then every event folded in. The browser resumes a broken stream after the last event
 * by itself; when the server refuses the stream, the run is read again every two seconds until it is over.
 */
export function useLiveRun(id: string | undefined): UseQueryResult<LiveRun> {
  const client = useQueryClient()
  const query = useQuery<LiveRun>({
    queryKey: [KEY, id],
    enabled: id !== undefined,
    staleTime: Infinity,
    // No event tells that a queued run waits for something else now.
    refetchInterval: ({ state }) => (state.data?.status === 'queued' ? 3_000 : false),
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<LiveRun>([KEY, id])
      const run = liveRun(await call('readRun', { params: { id: id ?? '' } }, signal))
      return before === undefined ? run : { ...run, log: before.log }
    },
  })
  const found = query.data !== undefined
  const hasEnded = isOver(query.data?.status ?? 'queued')
  useEffect(() => {
    if (id === undefined || !found) return
    // A run that has ended may go on: a person lets its commit be finished. Until then nothing more comes than what is known.
    const known = client.getQueryData<LiveRun>([KEY, id])
    if (hasEnded && known !== undefined && (known.log.at(-1)?.id ?? 0) >= known.lastEventId) return
    let timer: ReturnType<typeof setTimeout> | undefined
    // From the first event on: the log is made of events only.
    const source = new EventSource(hrefOf('runEvents', { params: { id }, query: { after: 0 } }))
    const over = (): boolean => isOver(client.getQueryData<LiveRun>([KEY, id])?.status ?? 'queued')
    const hear = (message: MessageEvent<unknown>): void => {
      const event = eventOf(message.data)
      if (event === undefined) return
      client.setQueryData<LiveRun>([KEY, id], (run) => (run === undefined ? run : foldRunEvent(run, event)))
      if (event.type !== 'status' || !isOver(event.status) || !over()) return
      source.close()
      void client.invalidateQueries({ queryKey: [KEY, id] })
      for (const key of ['listRuns', 'listFlows']) void client.invalidateQueries({ queryKey: [key] })
    }
    const readAgain = (): void => {
      void client.invalidateQueries({ queryKey: [KEY, id] }).then(() => {
        if (!over()) timer = setTimeout(readAgain, 2_000)
      })
    }
    for (const type of EVENT_TYPES) source.addEventListener(type, hear)
    source.addEventListener('error', () => {
      if (over()) source.close()
      else if (source.readyState === EventSource.CLOSED) readAgain()
    })
    return () => {
      source.close()
      clearTimeout(timer)
    }
  }, [client, id, found, hasEnded])
  return query
}
