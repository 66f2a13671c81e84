import { createHmac } from 'node:crypto'
import { sendLoad } from './http-load.ts'
import { bodyOf, type WebhookTrial } from './webhook-trial.ts'

export interface Rate {
  readonly events: number
  readonly connections: number
  /** Signs each body; absent: an open webhook. */
  readonly secret?: string
}

export interface RateOutcome {
  readonly accepted: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly worstMs: number
}

/** How many events of 1 KB a server takes in durably, and how long each takes. */
export async function measureRate(trial: WebhookTrial, { events, connections, secret }: Rate): Promise<RateOutcome> {
  const times: number[] = []
  let sent = 0
  let accepted = 0
  const began = performance.now()
  await sendLoad({
    host: '127.0.0.1',
    port: trial.port,
    path: trial.path,
    connections,
    next: () => (sent < events ? { key: `r${++sent}`, body: bodyOf(`r${began}-${sent}`) } : undefined),
    ...(secret === undefined
      ? {}
      : { headers: (body) => `X-Hub-Signature-256: sha256=${createHmac('sha256', secret).update(body).digest('hex')}\r\n` }),
    onAnswer: ({ status, ms }) => {
      if (status !== 202) throw new Error(`answered ${status}`)
      accepted++
      times.push(ms)
    },
  })
  const seconds = (performance.now() - began) / 1_000
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { accepted, perSecond: Math.round(accepted / seconds), p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) }
}
