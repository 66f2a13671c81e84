import { isZone } from './zone.ts'

/** What `${…}` in the name of a file to be written may stand for besides parameters; a parameter's name holds no dot. */
export type RunTexts = ReadonlyMap<string, string | undefined>

/** The name of the file's own value, where a sink writes one file per value. It is filled in when the values are known. */
export const PARTITION = 'partition'

const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
const NAMES = ['run.date', 'run.time', ...PARTS.slice(0, 3).map((part) => `run.${part}`), PARTITION]

/** The names, none of them with a value yet. */
export const UNKNOWN_RUN: RunTexts = new Map(NAMES.map((name) => [name, undefined]))

/** Day and time of the run's frozen clock in the flow's zone, in the forms that sort: 2026-03-01, 074500. */
export function runTexts(now: string, zone: string): RunTexts {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: isZone(zone) ? zone : 'UTC', calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }) // prettier-ignore
  const found = new Map(format.formatToParts(new Date(now)).map(({ type, value }) => [type, value]))
  const [year, month, day, hour, minute, second] = PARTS.map((part) => found.get(part) ?? '')
  return new Map<string, string | undefined>([
    ['run.date', `${year}-${month}-${day}`],
    ['run.time', `${hour}${minute}${second}`],
    ['run.year', year],
    ['run.month', month],
    ['run.day', day],
    [PARTITION, undefined],
  ])
}
