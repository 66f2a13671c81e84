import { z } from 'zod'
import { problemSchema } from './error.ts'
import { idParams, runStatusSchema } from './flows.ts'
import { route } from './route.ts'
import { runSummarySchema } from './runs.ts'

const instant = z.iso.datetime()
const parameters = z.record(z.string().max(64), z.string().max(10_000))

/** When a schedule is due. What can be wrong with it is told as problems, so that a form can show them while it is filled in. */
export const timingSchema = z
  .strictObject({
    kind: z.enum(['cron', 'interval']),
    /** Five or six cron fields (the first of six is seconds), or a whole number with s, m, h or d: `15m`. */
    expression: z.string().max(200),
    /** IANA time zone of the fields. */
    zone: z.string().max(64),
    /** No due time before this one. */
    startsAt: instant.nullable().default(null),
    /** No due time after this one. */
    endsAt: instant.nullable().default(null),
  })
  .meta({ id: 'Timing' })
export type Timing = z.output<typeof timingSchema>

export const overlapSchema = z.enum(['skip', 'queue', 'cancel-previous', 'allow'])
export type Overlap = z.output<typeof overlapSchema>
export const missedSchema = z.enum(['skip', 'once', 'all'])
export type Missed = z.output<typeof missedSchema>

export const scheduleInputSchema = z
  .strictObject({
    ...timingSchema.shape,
    name: z.string().trim().min(1).max(200),
    /** A run starts up to this many seconds after its due time, always the same for one due time. */
    jitterSeconds: z.int().min(0).max(3_600).default(0),
    overlap: overlapSchema.default('skip'),
    missed: missedSchema.default('once'),
    /** Values of the flow's parameters; `{{due}}`, `{{due_date}}` and the like stand for the due time. */
    parameters: parameters.default({}),
  })
  .meta({ id: 'ScheduleInput' })
export type ScheduleInput = z.output<typeof scheduleInputSchema>

export const tickStateSchema = z.enum(['waiting', 'started', 'skipped'])

export const tickSchema = z
  .object({
    id: z.int(), due: instant, series: z.string(), state: tickStateSchema,
    /** Why it waits or was skipped: a code with a text. */
    reason: z.string().nullable(),
    notBefore: instant, firedAt: instant.nullable(),
    /** Due times that this line stands for; `due` is the last of them. */
    covers: z.int(),
    run: z.object({ id: z.uuid(), status: runStatusSchema, durationMs: z.number().nullable(), startedAt: instant.nullable() }).nullable(),
  })
  .meta({ id: 'Tick' }) // prettier-ignore
export type TickDto = z.output<typeof tickSchema>

export const backfillSchema = z
  .object({
    id: z.uuid(), scheduleId: z.uuid(), since: instant, until: instant, onlyMissed: z.boolean(), concurrency: z.int(),
    state: z.enum(['running', 'done', 'cancelled']),
    total: z.int(), waiting: z.int(), running: z.int(), succeeded: z.int(), failed: z.int(), skipped: z.int(),
    createdAt: instant, createdBy: z.string(), finishedAt: instant.nullable(),
  })
  .meta({ id: 'Backfill' }) // prettier-ignore
export type BackfillDto = z.output<typeof backfillSchema>

export const scheduleSchema = z
  .object({
    ...scheduleInputSchema.shape,
    id: z.uuid(), flowId: z.uuid(), flowName: z.string(), flowPublished: z.int().nullable(), paused: z.boolean(),
    /** Null when it never fires again. */
    nextDue: instant.nullable(),
    updatedAt: instant, updatedBy: z.string(),
    /** Newest first, at most 14. */
    lastTicks: z.array(tickSchema),
    /** Backfills that are running. */
    backfills: z.array(backfillSchema),
  })
  .meta({ id: 'Schedule' }) // prettier-ignore
export type ScheduleDto = z.output<typeof scheduleSchema>

const range = { since: instant, until: instant, onlyMissed: z.boolean().default(false) }
const previewed = z.object({ next: z.array(instant), problems: z.array(problemSchema) })
const page = { limit: z.coerce.number().int().min(1).max(500).default(50), offset: z.coerce.number().int().min(0).default(0) }
const week = z.object({ scheduleId: z.uuid(), fires: z.array(instant), /** There are more than are told. */ more: z.boolean() })
/** Runs that a backfill would start; when `exact` is false there are about as many, more than `most`. */
const backfillPreview = z.object({
  count: z.int(),
  exact: z.boolean(),
  most: z.int(),
  first: instant.nullable(),
  last: instant.nullable(),
  /** Of "only those that have not run": due times up to here are left out, because their ticks are kept no longer. */ unknownUntil:
    instant.nullable(),
})

export const scheduleRoutes = {
  listSchedules: route({ name: 'listSchedules', method: 'get', path: '/api/schedules', summary: 'Schedules with their next due time and last ticks', ability: 'read', query: z.strictObject({ flow: z.uuid().optional() }), response: z.object({ schedules: z.array(scheduleSchema) }) }),
  createSchedule: route({ name: 'createSchedule', method: 'post', path: '/api/flows/{id}/schedules', summary: 'Put a flow on a schedule', ability: 'edit', params: idParams, body: scheduleInputSchema, response: scheduleSchema }),
  readSchedule: route({ name: 'readSchedule', method: 'get', path: '/api/schedules/{id}', summary: 'A schedule', ability: 'read', params: idParams, response: scheduleSchema }),
  saveSchedule: route({ name: 'saveSchedule', method: 'put', path: '/api/schedules/{id}', summary: 'Change a schedule', ability: 'edit', params: idParams, body: scheduleInputSchema, response: scheduleSchema }),
  deleteSchedule: route({ name: 'deleteSchedule', method: 'delete', path: '/api/schedules/{id}', summary: 'Delete a schedule with its history of ticks; its runs stay', ability: 'edit', params: idParams, response: z.object({ deleted: z.literal(true) }) }),
  pauseSchedule: route({ name: 'pauseSchedule', method: 'post', path: '/api/schedules/{id}/pause', summary: 'Pause a schedule or let it go on', ability: 'run', params: idParams, body: z.strictObject({ paused: z.boolean() }), response: scheduleSchema }),
  runSchedule: route({ name: 'runSchedule', method: 'post', path: '/api/schedules/{id}/run', summary: 'Run the published version now with the parameters of the schedule, or with others', ability: 'run', params: idParams, body: z.strictObject({ parameters: parameters.optional() }), response: runSummarySchema }),
  previewSchedule: route({ name: 'previewSchedule', method: 'post', path: '/api/flows/{id}/schedules/preview', summary: 'The next ten due times, and everything that is wrong or odd', ability: 'read', params: idParams, body: z.strictObject({ ...timingSchema.shape, jitterSeconds: z.int().default(0), parameters: parameters.default({}) }), response: previewed }),
  listFires: route({ name: 'listFires', method: 'get', path: '/api/schedule-fires', summary: 'When the schedules that are not paused are due in a range of at most 31 days', ability: 'read', query: z.strictObject({ since: instant, until: instant }), response: z.object({ schedules: z.array(week) }) }),
  listTicks: route({ name: 'listTicks', method: 'get', path: '/api/schedules/{id}/ticks', summary: 'What became of the due times of a schedule, newest first', ability: 'read', params: idParams, query: z.strictObject({ series: z.union([z.literal('regular'), z.uuid()]).optional(), state: tickStateSchema.optional(), ...page }), response: z.object({ ticks: z.array(tickSchema), total: z.int() }) }),
  listBackfills: route({ name: 'listBackfills', method: 'get', path: '/api/schedules/{id}/backfills', summary: 'Backfills of a schedule with their progress, newest first', ability: 'read', params: idParams, response: z.object({ backfills: z.array(backfillSchema) }) }),
  previewBackfill: route({ name: 'previewBackfill', method: 'post', path: '/api/schedules/{id}/backfills/preview', summary: 'How many runs a backfill would start', ability: 'read', params: idParams, body: z.strictObject(range), response: backfillPreview }),
  startBackfill: route({ name: 'startBackfill', method: 'post', path: '/api/schedules/{id}/backfills', summary: 'Run the due times of a range, oldest first', ability: 'run', params: idParams, body: z.strictObject({ ...range, concurrency: z.int().min(1).max(16).default(1) }), response: backfillSchema }),
  cancelBackfill: route({ name: 'cancelBackfill', method: 'post', path: '/api/backfills/{id}/cancel', summary: 'Skip what has not started, and ask the runs under way to stop', ability: 'run', params: idParams, response: backfillSchema }),
  pauseWorkspace: route({ name: 'pauseWorkspace', method: 'post', path: '/api/pause', summary: 'Pause everything of the workspace, or let it go on', ability: 'run', body: z.strictObject({ paused: z.boolean() }), response: z.object({ paused: z.boolean() }) }),
} // prettier-ignore
