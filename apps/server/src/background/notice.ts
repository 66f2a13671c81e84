import { type AlertDetail } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { ConnectorError, postOutside } from '@sluice/runtime'
import { type Store, type Target } from '@sluice/store'
import { createHmac } from 'node:crypto'

/** What is posted to a rule's address. Signed like the webhooks that Sluice takes itself. */
export interface NoticeBody {
  readonly event: 'alert.opened' | 'alert.recovered' | 'alert.test'
  readonly rule: { readonly id: string; readonly name: string; readonly kind: string }
  readonly flow: { readonly id: string; readonly name: string } | null
  readonly alert: {
    readonly id: string
    readonly count: number
    readonly detail: AlertDetail
    readonly openedAt: string
    readonly lastAt: string
    readonly recoveredAt: string | null
  } | null
  /** The page of the alerts. */
  readonly url: string
}

const TIMEOUT_MS = 10_000

/** Posts a notice once. `id` stays the same when it is tried again. Gives why it did not arrive, and whether trying again may help. */
export async function postNotice(
  store: Store,
  workspaceId: string,
  target: Target,
  id: string,
  body: NoticeBody,
): Promise<{ readonly problem: Problem; readonly retryable: boolean } | undefined> {
  const { allowedHosts } = await store.inWorkspace(workspaceId, 'Sluice').settings.read()
  const text = JSON.stringify(body)
  const seconds = Math.floor(Date.now() / 1_000)
  const signature = createHmac('sha256', target.secret).update(`${seconds}.${text}`).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Sluice',
    'sluice-event-id': id,
    'sluice-signature': `t=${seconds},v1=${signature}`,
  }
  try {
    await postOutside({ url: target.url, body: text, headers, allowedHosts, timeoutMs: TIMEOUT_MS })
    return undefined
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return { problem: { severity: 'error', code: error.code, params: error.params }, retryable: error.retryable }
  }
}

/** A notice did not arrive, but may at the next try. */
class NotYet extends Error {}

/** Delivers the notice of an alert; throws when it is to be tried again. */
export async function deliver(store: Store, origin: string, job: { id: string; data: { alertId: string; kind: 'opened' | 'recovered' } }) {
  const { alertId, kind } = job.data
  const notice = await store.alerts.readNotice(job.data)
  if (notice === undefined) return
  const { target, workspaceId, rule, flow, ...alert } = notice
  const body: NoticeBody = { event: `alert.${kind}`, rule, flow, alert: { id: alertId, ...alert }, url: `${origin}/alerts` }
  const failure = await postNotice(store, workspaceId, target, job.id, body)
  await store.alerts.writeTold(job.data, failure?.problem)
  if (failure?.retryable === true) throw new NotYet(`${failure.problem.code} ${JSON.stringify(failure.problem.params ?? {})}`)
}
