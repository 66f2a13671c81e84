import { queryOptions, useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { call } from './client.ts'
import { foldRunEvent, isOver, liveRun, type LiveRun } from './fold-run-event.ts'
import { followRun, LIVE_RUN } from './run-stream.ts'

/** How long a run that was started is followed before something on the page has to. */
const HELD_MS = 10_000

/** Makes a run that was started here known and listens to its events at once, before the page is drawn with it. */
export const followFromStart = (client: QueryClient, run: LiveRun): void => {
  client.setQueryData<LiveRun>([LIVE_RUN, run.id], run)
  setTimeout(followRun(client, run.id), HELD_MS)
}

/** A run just read, with what was heard of it: events that came while it was being read are newer than it. */
function withHeard(run: LiveRun, heard: LiveRun['log']): LiveRun {
  const isNewer = ({ id }: { readonly id: number }): boolean => id > run.lastEventId
  return heard.filter(isNewer).reduce(foldRunEvent, { ...run, log: heard.filter((event) => !isNewer(event)) })
}

/** How a run is read: once, for its events tell the rest. */
export const runQuery = (client: QueryClient, id: string | undefined) =>
  queryOptions<LiveRun>({
    queryKey: [LIVE_RUN, id],
    enabled: id !== undefined,
    // What a run would write is in no event, and a page that was left while it was being read has not got it.
    staleTime: ({ state }) => (state.data?.status === 'awaiting-approval' && state.data.writePlan === null ? 0 : Infinity),
    // No event tells that a queued run waits for something else now.
    refetchInterval: ({ state }) => (state.data?.status === 'queued' ? 3_000 : false),
    queryFn: async ({ signal }) => {
      const run = liveRun(await call('readRun', { params: { id: id ?? '' } }, signal))
      return withHeard(run, client.getQueryData<LiveRun>([LIVE_RUN, id])?.log ?? [])
    },
  })

/**
 * A run followed live: read once, then every event folded in. The browser resumes a broken stream after the last event
 * by itself; when the server refuses the stream, the run is read again every two seconds until it is over.
 */
export function useLiveRun(id: string | undefined): UseQueryResult<LiveRun> {
  const client = useQueryClient()
  const query = useQuery(runQuery(client, id))
  const found = query.data !== undefined
  const hasEnded = isOver(query.data?.status ?? 'queued')
  // What a run would write, or has written, is in no event.
  const isGoing = query.data?.status === 'queued' || query.data?.status === 'running'
  const wasGoing = useRef(false)
  useEffect(() => {
    if (wasGoing.current && !isGoing) void client.refetchQueries({ queryKey: [LIVE_RUN, id] })
    wasGoing.current = isGoing
  }, [client, id, isGoing])
  useEffect(() => {
    if (id === undefined || !found) return
    // A run that has ended may go on: a person lets its commit be finished. Until then nothing more comes than what is known.
    const known = client.getQueryData<LiveRun>([LIVE_RUN, id])
    if (hasEnded && known !== undefined && (known.log.at(-1)?.id ?? 0) >= known.lastEventId) return
    return followRun(client, id)
  }, [client, id, found, hasEnded])
  return query
}
