import type { ScheduleDto, ScheduleInput } from '@sluice/contract'

/** A schedule as a form holds it. */
export type ScheduleDraft = ScheduleInput

/** A schedule that nobody has changed yet: every day at two, in the workspace's zone. */
export const newDraft = (zone: string, name: string): ScheduleDraft => ({
  name,
  kind: 'cron',
  expression: '0 2 * * *',
  zone,
  startsAt: null,
  endsAt: null,
  jitterSeconds: 0,
  overlap: 'skip',
  missed: 'once',
  parameters: {},
})

/** What can be changed of a schedule. */
export const draftOf = (schedule: ScheduleDto): ScheduleDraft => ({
  name: schedule.name,
  kind: schedule.kind,
  expression: schedule.expression,
  zone: schedule.zone,
  startsAt: schedule.startsAt,
  endsAt: schedule.endsAt,
  jitterSeconds: schedule.jitterSeconds,
  overlap: schedule.overlap,
  missed: schedule.missed,
  parameters: schedule.parameters,
})
