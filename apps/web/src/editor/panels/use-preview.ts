import { hasErrors, upstreamOf, type Flow, type Problem } from '@sluice/flow'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { PreviewDto } from '@sluice/contract'
import { call } from '../../api/client.ts'
import { useRoute } from '../../api/queries.ts'
import type { GridState } from '../../data/index.ts'
import { fileVersions, previewFlow } from './preview-flow.ts'
import { useSettled } from './use-settled.ts'

export interface PortRef {
  readonly node: string
  readonly port: string
}

/** The sample rows at a port, read again when anything upstream changes, cached by what decides them. */
export function usePreview(
  flow: Flow,
  at: PortRef | undefined,
  problems: readonly Problem[],
  emptyText: string,
  faultText: string,
): { readonly state: GridState; readonly refreshing: boolean } {
  const part = useMemo(() => (at === undefined ? undefined : previewFlow(flow, at.node)), [flow, at])
  const text = useMemo(() => JSON.stringify(part), [part])
  const settled = useSettled(text)
  const faulty = useMemo(() => {
    if (at === undefined) return false
    const needed = upstreamOf(flow.edges, at.node)
    return hasErrors(problems.filter((problem) => problem.nodeId !== undefined && needed.has(problem.nodeId)))
  }, [at, flow.edges, problems])
  const client = useQueryClient()
  const files = useRoute('listFiles', {}, { enabled: at !== undefined })
  const versions = useMemo(() => fileVersions(part, files.data?.files ?? []), [part, files.data])
  const queryKey = ['preview', at?.node, at?.port, settled, versions]
  const read = (refresh: boolean, signal?: AbortSignal): Promise<PreviewDto> =>
    call('preview', { body: { flow: part ?? flow, node: at?.node ?? '', port: at?.port ?? '', refresh } }, signal)
  const refresh = useMutation({
    mutationFn: () => read(true),
    onSuccess: async (data) => {
      // What else was read of the old sample is asked for again when it is looked at.
      await client.invalidateQueries({ queryKey: ['preview'], refetchType: 'none' })
      client.setQueryData(queryKey, data)
    },
  })
  const query = useQuery<PreviewDto>({
    queryKey,
    enabled: at !== undefined && part !== undefined && !faulty && settled === text && !files.isPending,
    staleTime: 60_000,
    gcTime: 300_000,
    retry: false,
    placeholderData: (before, last) => (last?.queryKey[1] === at?.node && last?.queryKey[2] === at?.port ? before : undefined),
    queryFn: ({ signal }) => read(false, signal),
  })
  const refreshing = (query.isFetching && query.data !== undefined) || refresh.isPending
  if (at === undefined) return { state: { kind: 'empty', text: emptyText }, refreshing: false }
  if (faulty) return { state: { kind: 'empty', text: faultText }, refreshing: false }
  if (query.data === undefined)
    return { state: query.isError ? { kind: 'error', error: query.error, retry: query.refetch } : { kind: 'loading' }, refreshing: false }
  if (refresh.isError) return { state: { kind: 'error', error: refresh.error, retry: refresh.mutate }, refreshing }
  const { columns, rows, total, sampled, sampledAt, profile } = query.data
  const shown = columns.map((column, index) => ({ ...column, ...(profile[index] !== undefined && { profile: profile[index] }) }))
  const taken = sampledAt === undefined ? {} : { taken: { at: sampledAt, again: refresh.mutate } }
  return { state: { kind: 'rows', columns: shown, rows, total, sampled, ...taken }, refreshing }
}
