import { type Notifications, type Store } from '@sluice/store'
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type Logger } from 'pino'
import { Refusal, sendJson, sendRefusal } from './answer.ts'
import { answerCall } from './answer-call.ts'
import { CallAnswers } from './call-answers.ts'
import { readCall } from './endpoint.ts'
import { GroupCommit } from './group-commit.ts'
import { readQuery } from './kept-request.ts'
import { Pace } from './pace.ts'
import { RefusalCounts } from './refusal-counts.ts'
import { triggerTable } from './trigger-table.ts'
import { readEvent, type Arrived } from './webhook.ts'

/** What takes requests of other programs in, below `/in/`. */
export interface Intake {
  /** Handles what is below `/in/`, and hands the rest to the application. Outside Express: thousands a second pass here. */
  readonly around: (app: RequestListener) => RequestListener
  /** Answers by what is saved now. */
  readonly refresh: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Parts {
  readonly store: Store
  readonly notifications: Notifications
  readonly log: Logger
}

const BELOW = '/in/'

export async function openIntake({ store, notifications, log }: Parts): Promise<Intake> {
  const work = store.triggers
  const table = await triggerTable(work, notifications, log)
  const commit = new GroupCommit(work.accept)
  const counts = new RefusalCounts(work, log)
  const pace = new Pace()
  const answers = new CallAnswers(work, notifications, log)
  const calls = new Map<string, number>()

  /** The trigger at the address. */
  const find = (request: IncomingMessage): Arrived => {
    const url = request.url ?? ''
    const mark = url.indexOf('?')
    const path = url.slice(BELOW.length, mark === -1 ? undefined : mark)
    const slash = path.indexOf('/')
    const found = table.find(request.method ?? 'GET', path.slice(0, Math.max(0, slash)), path.slice(slash + 1))
    if ('value' in found)
      return { request, trigger: found.value, path: found.path, query: mark === -1 ? {} : readQuery(url.slice(mark + 1)) }
    if (found.length === 0) throw new Refusal(404, 'no-such-address')
    throw new Refusal(405, 'wrong-method', { params: { allowed: found.join(', ') }, headers: { Allow: found.join(', ') } })
  }

  const takeEvent = async (arrived: Arrived, response: ServerResponse): Promise<void> => {
    const { config } = arrived.trigger
    if (config.kind !== 'webhook') return
    const answer = await commit.add(await readEvent(arrived, config))
    switch (answer.kind) {
      case 'accepted':
        sendJson(response, 202, `{"accepted":true,"event":${answer.id}}`)
        return
      case 'duplicate':
        counts.add(arrived.trigger.id, 'duplicate')
        sendJson(response, 200, '{"accepted":true,"duplicate":true}')
        return
      case 'replayed':
        throw new Refusal(409, 'signature-replayed')
      case 'gone':
        throw new Refusal(404, 'no-such-address')
      case 'unreadable':
        throw new Refusal(400, 'not-json')
    }
  }

  const takeCall = async (arrived: Arrived, response: ServerResponse): Promise<void> => {
    const { trigger } = arrived
    const { config, id } = trigger
    if (config.kind !== 'endpoint') return
    const away = { headers: { 'Retry-After': '10' } }
    if (trigger.paused) throw new Refusal(503, 'endpoint-paused', away)
    if (trigger.published === null) throw new Refusal(503, 'not-published', away)
    const at = calls.get(id) ?? 0
    if (at >= 2 * config.atOnce) throw new Refusal(503, 'endpoint-busy', { headers: { 'Retry-After': '1' } })
    calls.set(id, at + 1)
    try {
      const call = await readCall(arrived, config, await work.flowAt(trigger.workspaceId, trigger.flowId, trigger.published))
      const accepted = await commit.add(call)
      if (accepted.kind !== 'accepted') throw new Refusal(404, 'no-such-address')
      await finishCall(accepted.id, response, config)
    } finally {
      calls.set(id, (calls.get(id) ?? 1) - 1)
    }
  }

  const finishCall = async (event: string, response: ServerResponse, config: Parameters<typeof answerCall>[2]): Promise<void> => {
    const left = new AbortController()
    response.once('close', () => left.abort())
    const ended = await answers.wait(event, AbortSignal.any([left.signal, AbortSignal.timeout(config.timeoutSeconds * 1_000)]))
    if (ended !== undefined) {
      answerCall(response, ended, config)
      return
    }
    await work.giveUpCall(event, left.signal.aborted ? 'caller-gone' : 'endpoint-timeout')
    throw new Refusal(504, 'endpoint-timeout')
  }

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let trigger: string | undefined
    try {
      const arrived = find(request)
      trigger = arrived.trigger.id
      pace.take(trigger, arrived.trigger.config.ratePerSecond, Date.now())
      await (arrived.trigger.config.kind === 'webhook' ? takeEvent(arrived, response) : takeCall(arrived, response))
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error, trigger }, 'an incoming request failed')
      const refusal = error instanceof Refusal ? error : new Refusal(503, 'try-again', { headers: { 'Retry-After': '2' } })
      if (trigger !== undefined) counts.add(trigger, refusal.code)
      sendRefusal(response, refusal)
    }
  }

  return {
    around: (app) => (request, response) => {
      if (request.url?.startsWith(BELOW) !== true) app(request, response)
      else void take(request, response)
    },
    refresh: table.refresh,
    close: async () => {
      table.close()
      answers.close()
      await counts.close()
    },
  }
}
