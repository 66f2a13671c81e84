import { type HealthSpan } from '@sluice/contract'
import { calendarOf, nextDues } from '../scheduling/calendar.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** How far back a span goes, and where its buckets begin on the clocks of a zone; never more than 32 of them. */
const SPANS: Readonly<Record<HealthSpan, { readonly ms: number; readonly expression: string }>> = {
  '24h': { ms: DAY, expression: '0 * * * *' },
  '7d': { ms: 7 * DAY, expression: '0 0,6,12,18 * * *' },
  '30d': { ms: 30 * DAY, expression: '0 0 * * *' },
}
const MOST = 64

/**
 * Where the buckets of a span begin, in order: hours, quarters of days, or days of the zone, from the one that holds the
 * beginning of the span to the one that holds `now`. Days on which the clocks change are as long as they are.
 */
export function bucketStarts(span: HealthSpan, zone: string, now: Date): readonly Date[] {
  const { ms, expression } = SPANS[span]
  const calendar = calendarOf({ kind: 'cron', expression, zone, startsAt: null, endsAt: null })
  const first = calendar.before(now.getTime() - ms + 1) ?? now.getTime() - ms
  const starts = [first, ...nextDues(calendar, first, MOST)]
  return starts.filter((start) => start <= now.getTime()).map((start) => new Date(start))
}
