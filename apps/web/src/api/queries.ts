import { routes, type RouteName } from '@sluice/contract'
import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query'
import { call } from './client.ts'
import type { AnswerOf, RequestOf } from './request.ts'

/** The cache key of a route's answer; the name alone matches all its requests. */
export const keyOf = <N extends RouteName>(name: N, request?: RequestOf<N>): readonly unknown[] =>
  request === undefined ? [name] : [name, request]

interface Options {
  readonly enabled?: boolean
  /** Milliseconds between refreshes; absent means never. */
  readonly refreshEvery?: number
  /** Show the answer of the request before until the new one is here. */
  readonly keepPrevious?: boolean
}

/** Reads a route of the contract through the cache. */
export function useRoute<N extends RouteName>(name: N, request: RequestOf<N>, options: Options = {}): UseQueryResult<AnswerOf<N>> {
  return useQuery<AnswerOf<N>>({
    queryKey: keyOf(name, request),
    queryFn: ({ signal }) => call(name, request, signal),
    enabled: options.enabled ?? true,
    refetchInterval: options.refreshEvery ?? false,
    ...(options.keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
  })
}

/** Calls a route that changes something; the answers of `touches` are read again afterwards. */
export function useChange<N extends RouteName>(
  name: N,
  touches: readonly RouteName[],
  /** Changes of the same name are sent one after another, each when the one before is answered. */
  inOrder?: string,
): UseMutationResult<AnswerOf<N>, Error, RequestOf<N>> {
  const client = useQueryClient()
  return useMutation<AnswerOf<N>, Error, RequestOf<N>>({
    mutationKey: [routes[name].name],
    ...(inOrder === undefined ? {} : { scope: { id: inOrder } }),
    mutationFn: (request) => call(name, request),
    onSettled: () => Promise.all(touches.map((touched) => client.invalidateQueries({ queryKey: keyOf(touched) }))),
  })
}
