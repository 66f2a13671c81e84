import { runStatusSchema, runTriggerSchema, type RunState, type RunTrigger } from '@sluice/contract'

/** Runs on one page of the list. */
export const PAGE = 50

/** Spans of time back from now, in hours. */
export const SPANS = { hour: 1, day: 24, week: 7 * 24, month: 30 * 24 } as const
export type Span = keyof typeof SPANS

export const spanOf = (text: string | null): Span | undefined => {
  const known: readonly Span[] = ['hour', 'day', 'week', 'month']
  return known.find((span) => span === text)
}

/** Which runs the list shows. */
export interface RunsView {
  readonly flow: string | undefined
  readonly status: RunState | undefined
  readonly trigger: RunTrigger | undefined
  readonly within: Span | undefined
  readonly offset: number
}

/** Reads the view from the address; what makes no sense there is left out. */
export function readRunsView(search: URLSearchParams): RunsView {
  const flow = search.get('flow') ?? ''
  const offset = Number(search.get('offset') ?? 0)
  return {
    flow: /^[0-9a-f-]{36}$/i.test(flow) ? flow : undefined,
    status: runStatusSchema.safeParse(search.get('status')).data,
    trigger: runTriggerSchema.safeParse(search.get('trigger')).data,
    within: spanOf(search.get('within')),
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
  }
}

/** The view as it stands in the address. */
export function writeRunsView(view: RunsView): URLSearchParams {
  const search = new URLSearchParams()
  if (view.flow !== undefined) search.set('flow', view.flow)
  if (view.status !== undefined) search.set('status', view.status)
  if (view.trigger !== undefined) search.set('trigger', view.trigger)
  if (view.within !== undefined) search.set('within', view.within)
  if (view.offset > 0) search.set('offset', String(view.offset))
  return search
}
