import type { AuditFilter } from '@sluice/contract'

/** Entries on one page of the log. */
export const PAGE = 50

/** Which entries the log shows; days as `yyyy-mm-dd` in the viewer's zone, both counted in. */
export interface AuditView {
  readonly who: string | undefined
  readonly action: string | undefined
  readonly object: string | undefined
  readonly from: string | undefined
  readonly until: string | undefined
  readonly offset: number
}

export const EVERYTHING: AuditView = { who: undefined, action: undefined, object: undefined, from: undefined, until: undefined, offset: 0 }

const KEYS = ['who', 'action', 'object', 'from', 'until'] as const

/** The instant at which a day begins here; undefined for what is no day. */
function beginOf(day: string, later = 0): Date | undefined {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (y === undefined) return undefined
  const begin = new Date(Number(y), Number(m) - 1, Number(d) + later)
  return later > 0 || (begin.getMonth() === Number(m) - 1 && begin.getDate() === Number(d)) ? begin : undefined
}

const isDay = (text: string): boolean => beginOf(text) !== undefined

/** Reads the view from the address; what makes no sense there is left out. */
export function readAuditView(search: URLSearchParams): AuditView {
  const text = (key: (typeof KEYS)[number]): string | undefined => {
    const value = search.get(key) ?? ''
    const fits = value !== '' && value.length <= 200 && (key === 'from' || key === 'until' ? isDay(value) : true)
    return fits ? value : undefined
  }
  const offset = Number(search.get('offset') ?? 0)
  return {
    who: text('who'),
    action: text('action'),
    object: text('object'),
    from: text('from'),
    until: text('until'),
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
  }
}

/** The view as it stands in the address. */
export function writeAuditView(view: AuditView): URLSearchParams {
  const search = new URLSearchParams()
  for (const key of KEYS) if (view[key] !== undefined && view[key] !== '') search.set(key, view[key])
  if (view.offset > 0) search.set('offset', String(view.offset))
  return search
}

/** What the view asks the server for. */
export const filterOf = ({ who, action, object, from, until }: AuditView): AuditFilter => ({
  who,
  action,
  object,
  from: from === undefined ? undefined : beginOf(from)?.toISOString(),
  until: until === undefined ? undefined : beginOf(until, 1)?.toISOString(),
})
