import { ApiFailure, problemDto } from '../../http/failure.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { previewSchedule, refuseBadSchedule } from './check.ts'

type ScheduleRoutes =
  | 'listSchedules' | 'createSchedule' | 'readSchedule' | 'saveSchedule' | 'deleteSchedule' | 'pauseSchedule' | 'runSchedule' | 'previewSchedule'
  | 'listFires' | 'listTicks' | 'listBackfills' | 'previewBackfill' | 'startBackfill' | 'cancelBackfill' | 'pauseWorkspace' // prettier-ignore

const LONGEST_RANGE_MS = 31 * 86_400_000

/** Schedules, their history, backfills, and the switch that pauses everything. */
export const scheduleHandlers = (): HandlersOf<ScheduleRoutes> => ({
  listSchedules: async ({ workspace, query }) => ({ schedules: await workspace.schedules.list(query.flow) }),
  readSchedule: ({ workspace, params }) => workspace.schedules.read(params.id),
  createSchedule: async ({ workspace, params, body }) => {
    await refuseBadSchedule(workspace, params.id, body)
    return workspace.schedules.create(params.id, body)
  },
  saveSchedule: async ({ workspace, params, body }) => {
    const { flowId } = await workspace.schedules.read(params.id)
    await refuseBadSchedule(workspace, flowId, body)
    return workspace.schedules.save(params.id, body)
  },
  deleteSchedule: async ({ workspace, params }) => {
    await workspace.schedules.remove(params.id)
    return { deleted: true }
  },
  pauseSchedule: ({ workspace, params, body }) => workspace.schedules.setPaused(params.id, body.paused),
  runSchedule: async ({ workspace, params, body }) => {
    const schedule = await workspace.schedules.read(params.id)
    const parameters = body.parameters ?? schedule.parameters
    await refuseBadSchedule(workspace, schedule.flowId, {
      ...schedule,
      kind: 'interval',
      expression: '1d',
      startsAt: null,
      endsAt: null,
      parameters,
    })
    return workspace.schedules.runNow(params.id, parameters)
  },
  previewSchedule: async ({ workspace, params, body }) => {
    const { next, problems } = await previewSchedule(workspace, params.id, body)
    return { next, problems: problems.map(problemDto) }
  },
  listFires: async ({ workspace, query }) => {
    const length = Date.parse(query.until) - Date.parse(query.since)
    if (length < 0 || length > LONGEST_RANGE_MS) throw new ApiFailure(422, 'range-too-long', { params: { days: 31 } })
    return { schedules: await workspace.schedules.fires(query.since, query.until) }
  },
  listTicks: ({ workspace, params, query }) => workspace.schedules.ticks(params.id, query),
  listBackfills: async ({ workspace, params }) => ({ backfills: await workspace.schedules.backfills.list(params.id) }),
  previewBackfill: ({ workspace, params, body }) => workspace.schedules.backfills.preview(params.id, body),
  startBackfill: ({ workspace, params, body }) => workspace.schedules.backfills.start(params.id, body),
  cancelBackfill: ({ workspace, params }) => workspace.schedules.backfills.cancel(params.id),
  pauseWorkspace: async ({ workspace, body }) => ({ paused: (await workspace.settings.write({ paused: body.paused })).paused }),
})
