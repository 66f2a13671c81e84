/** What a schedule's parameters can say about the due time, by the name in braces. Texts in the zone of the schedule, as parameters of type datetime and date take them. */
export const DUE_NAMES = ['due', 'due_date', 'due_time', 'due_utc', 'previous_due', 'previous_due_date'] as const
type DueName = (typeof DUE_NAMES)[number]

const TEMPLATE = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Date and time of an instant on the clocks of a zone: `2026-03-29`, `02:30:00`. */
function onClock(instant: number, zone: string): { readonly date: string; readonly time: string } {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }) // prettier-ignore
  const part = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
  const of = (...names: Intl.DateTimeFormatPartTypes[]): string[] => names.map((name) => part.get(name) ?? '')
  return { date: of('year', 'month', 'day').join('-'), time: of('hour', 'minute', 'second').join(':') }
}

/** The values for one due time; `previous` is the due time before it, the due time itself when there is none. */
function dueValues(due: number, previous: number | undefined, zone: string): Readonly<Record<DueName, string>> {
  const now = onClock(due, zone)
  const before = onClock(previous ?? due, zone)
  return {
    due: `${now.date}T${now.time}`,
    due_date: now.date,
    due_time: now.time,
    due_utc: new Date(due).toISOString().replace('.000Z', 'Z'),
    previous_due: `${before.date}T${before.time}`,
    previous_due_date: before.date,
  }
}

/** Names in braces that stand for nothing. */
export const unknownNames = (text: string): readonly string[] =>
  [...text.matchAll(TEMPLATE)].map(([, name = '']) => name).filter((name) => !DUE_NAMES.some((known) => known === name))

/** The parameters with the due time filled in. The result is data: braces that come out of it are not looked at again. */
export function fillDue(
  parameters: Readonly<Record<string, string>>,
  due: number,
  previous: number | undefined,
  zone: string,
): Readonly<Record<string, string>> {
  const templated = Object.values(parameters).some((text) => text.includes('{{'))
  if (!templated) return parameters
  const values: ReadonlyMap<string, string> = new Map(Object.entries(dueValues(due, previous, zone)))
  const fill = (text: string): string => text.replaceAll(TEMPLATE, (whole, name: string) => values.get(name) ?? whole)
  return Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, fill(text)]))
}
