import type { AuditEntry } from '@sluice/contract'

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

/** An id in short; what is no id as it is. */
const short = (text: string): string => (ID.test(text) ? text.slice(0, 8) : text)

/** What an entry is about, for people: the name that it had then, else its name now, else the beginning of its id. */
export function nameOf({ object, detail }: AuditEntry, names: ReadonlyMap<string, string>): string {
  const then = detail['name']
  return typeof then === 'string' && then !== '' ? then : (names.get(object) ?? short(object))
}

/** The facts of an entry but for its name, ids of flows as their names. */
export const factsOf = ({ detail }: AuditEntry, names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  Object.entries(detail).flatMap(([key, value]) => {
    if (key === 'name' || value === null || value === '') return []
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return [[key, names.get(text) ?? short(text)] as const]
  })
