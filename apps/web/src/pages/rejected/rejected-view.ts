import { rejectedStateSchema, type RejectedState } from '@sluice/contract'

/** Which rows of the inbox are shown; stands in the address. */
export interface RejectedView {
  readonly state: RejectedState
  readonly flow: string | undefined
  /** One cause; undefined: the list of causes. */
  readonly cause: { readonly node: string; readonly code: string; readonly column: string | undefined } | undefined
  readonly offset: number
}

/** Rows are taken in again after what was mended in them has been kept, also when the click comes right behind. */
export const MENDING = 'mending'

/** Rows on one page. */
export const PAGE = 100

const some = (value: string | null): string | undefined => (value === null || value === '' ? undefined : value)

export function readRejectedView(search: URLSearchParams): RejectedView {
  const flow = some(search.get('flow'))
  const node = some(search.get('node'))
  const code = some(search.get('code'))
  const offset = Number(search.get('offset'))
  return {
    state: rejectedStateSchema.safeParse(search.get('state')).data ?? 'open',
    flow,
    cause: flow === undefined || node === undefined || code === undefined ? undefined : { node, code, column: some(search.get('column')) },
    offset: Number.isInteger(offset) && offset > 0 ? offset : 0,
  }
}

/** The view as an address; what is as usual is left out. */
export const writeRejectedView = ({ state, flow, cause, offset }: RejectedView): Record<string, string> => ({
  ...(state === 'open' ? {} : { state }),
  ...(flow === undefined ? {} : { flow }),
  ...(cause === undefined ? {} : { node: cause.node, code: cause.code, ...(cause.column === undefined ? {} : { column: cause.column }) }),
  ...(offset === 0 ? {} : { offset: String(offset) }),
})
