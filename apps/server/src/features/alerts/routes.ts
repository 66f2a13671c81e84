import { type HandlersOf } from '../../http/mount.ts'
import { ApiFailure, problemDto } from '../../http/failure.ts'
import { postNotice } from '../../background/notice.ts'
import { type Services } from '../../services.ts'

type AlertRoutes = 'listAlerts' | 'listAlertRules' | 'createAlertRule' | 'saveAlertRule' | 'deleteAlertRule' | 'tryAlertRule'

/** Alerts and the rules that raise them. */
export const alertHandlers = ({ store, origin }: Services): HandlersOf<AlertRoutes> => ({
  listAlerts: ({ workspace, query }) => workspace.alerts.list(query),
  listAlertRules: async ({ workspace }) => ({ rules: await workspace.alerts.rules() }),
  createAlertRule: ({ workspace, body }) => workspace.alerts.create(body),
  saveAlertRule: ({ workspace, params, body }) => workspace.alerts.save(params.id, body),
  deleteAlertRule: async ({ workspace, params }) => {
    await workspace.alerts.remove(params.id)
    return { deleted: true }
  },
  tryAlertRule: async ({ workspace, params }) => {
    const { target, rule } = await workspace.alerts.target(params.id)
    if (target === undefined) throw new ApiFailure(422, 'alert-rule-tells-nobody')
    const body = { event: 'alert.test', rule, flow: null, alert: null, url: `${origin}/alerts` } as const
    const failure = await postNotice(store, workspace.id, target, crypto.randomUUID(), body)
    return { delivered: failure === undefined, problem: failure === undefined ? null : problemDto(failure.problem) }
  },
})
