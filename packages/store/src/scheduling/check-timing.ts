import { type Timing } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { calendarOf } from './calendar.ts'
import { checkCron } from './cron-syntax.ts'
import { LONGEST_INTERVAL, readInterval } from './interval.ts'

const error = (code: string, path: string, params: Problem['params'] = {}): Problem => ({ severity: 'error', code, path: [path], params })

function zoneProblems(zone: string): readonly Problem[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return []
  } catch {
    return [error('unknown-zone', 'zone', { zone })]
  }
}

function cronProblems(expression: string): readonly Problem[] {
  const fault = checkCron(expression)
  return fault === undefined ? [] : [error(fault.code, 'expression', { ...fault.params, from: fault.from, to: fault.to })]
}

function intervalProblems(expression: string): readonly Problem[] {
  const seconds = readInterval(expression)
  if (Number.isNaN(seconds)) return [error('interval-invalid', 'expression', { value: expression })]
  if (seconds < 1) return [error('interval-too-short', 'expression', { value: expression })]
  if (!Number.isInteger(seconds)) return [error('interval-invalid', 'expression', { value: expression })]
  if (seconds > LONGEST_INTERVAL) return [error('interval-too-long', 'expression', { value: expression })]
  return []
}

/** Everything that keeps a timing from ever being due. `now` is milliseconds since 1970. */
export function checkTiming(timing: Timing, now: number): readonly Problem[] {
  const { kind, expression, zone, startsAt, endsAt } = timing
  const problems = [...zoneProblems(zone), ...(kind === 'cron' ? cronProblems(expression) : intervalProblems(expression))]
  if (startsAt !== null && endsAt !== null && new Date(endsAt) < new Date(startsAt)) problems.push(error('ends-before-start', 'endsAt'))
  if (problems.length > 0) return problems
  const forever = calendarOf({ ...timing, startsAt: null, endsAt: null })
  if (forever.after(now) === undefined) return [error('cron-never', 'expression', { expression: expression.trim() })]
  if (calendarOf(timing).after(now) !== undefined) return []
  return [error(endsAt !== null && Date.parse(endsAt) <= now ? 'schedule-over' : 'schedule-never', 'endsAt')]
}
