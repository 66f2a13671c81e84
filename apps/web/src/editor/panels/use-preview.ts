import { hasErrors, upstreamOf, type Flow, type Problem } from '@sluice/flow'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { PreviewDto } from '@sluice/contract'
import { call } from '../../api/client.ts'
import type { GridState } from '../../data/index.ts'
import { previewFlow } from './preview-flow.ts'

/** Milliseconds of quiet before changed settings are tried on the data. */
const QUIET = 180

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
  const [settled] = useDebouncedValue(text, QUIET)
  const faulty = useMemo(() => {
    if (at === undefined) return false
    const needed = upstreamOf(flow.edges, at.node)
    return hasErrors(problems.filter((problem) => problem.nodeId !== undefined && needed.has(problem.nodeId)))
  }, [at, flow.edges, problems])
  const query = useQuery<PreviewDto>({
    queryKey: ['preview', at?.node, at?.port, settled],
    enabled: at !== undefined && part !== undefined && !faulty && settled === text,
    staleTime: 60_000,
    gcTime: 300_000,
    retry: false,
    placeholderData: (before, last) => (last?.queryKey[1] === at?.node && last?.queryKey[2] === at?.port ? before : undefined),
    queryFn: ({ signal }) => call('preview', { body: { flow: part ?? flow, node: at?.node ?? '', port: at?.port ?? '' } }, signal),
  })
  const refreshing = query.isFetching && query.data !== undefined
  if (at === undefined) return { state: { kind: 'empty', text: emptyText }, refreshing: false }
  if (faulty) return { state: { kind: 'empty', text: faultText }, refreshing: false }
  if (query.data === undefined)
    return { state: query.isError ? { kind: 'error', error: query.error, retry: query.refetch } : { kind: 'loading' }, refreshing: false }
  const { columns, rows, total, sampled, profile } = query.data
  const shown = columns.map((column, index) => ({ ...column, ...(profile[index] !== undefined && { profile: profile[index] }) }))
  return { state: { kind: 'rows', columns: shown, rows, total, sampled }, refreshing }
}
