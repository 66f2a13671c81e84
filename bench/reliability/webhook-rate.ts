import { emptyDatabase } from '../../packages/store/test/database.ts'
import { sendLoad } from './http-load.ts'
import { programOf } from './programs.ts'
import { quantile, type Report, type TrialOptions } from './report.ts'
import { bodyOf, webhookTrial, type WebhookTrial } from './webhook-trial.ts'

export interface WebhookRate extends TrialOptions {
  readonly connections: number
  /** What has to be reached; absent: only that every event is there once. */
  readonly target?: { readonly perSecond: number; readonly p99Ms: number }
}

const ROUNDS = 3

/** Sends events of 1 KB as fast as they are taken in, in three rounds: how many a second are acknowledged, how soon, and is each kept once? */
export async function webhookRate({ times, connections, target }: WebhookRate): Promise<Report> {
  await using database = await emptyDatabase()
  await using trial = await webhookTrial({ databaseUrl: database.url, server: programOf('server'), worker: programOf('worker') })
  await trial.startServer()
  const events = Math.ceil(times / ROUNDS)
  // The first ones compile the server.
  await sendRound(trial, 'warm', Math.min(2_000, events), connections)
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await sendRound(trial, `r${round}`, events, connections))
  const kept = await trial.store.database.triggerEvent.count({ where: { triggerId: trial.triggerId, dedupeKey: { startsWith: 'r' } } })
  const sent = events * ROUNDS
  const slowest = Math.min(...rounds.map(({ perSecond }) => perSecond))
  const answered = rounds.flatMap(({ ms }) => ms)
  const missed = target !== undefined && (slowest < target.perSecond || quantile(answered, 0.99) >= target.p99Ms)
  return {
    times: sent,
    lost: Math.max(0, sent - kept),
    doubled: Math.max(0, kept - sent),
    took: { acknowledged: answered },
    facts: { connections, 'a second in its rounds': rounds.map(({ perSecond }) => perSecond).join(' ') },
    failures: missed ? [`wanted: ${target.perSecond} a second, p99 below ${target.p99Ms} ms`] : [],
  }
}

interface Round {
  readonly perSecond: number
  /** Milliseconds until each answer. */
  readonly ms: readonly number[]
}

async function sendRound(trial: WebhookTrial, name: string, events: number, connections: number): Promise<Round> {
  const taken: number[] = []
  let sent = 0
  const began = performance.now()
  await sendLoad({
    host: '127.0.0.1',
    port: trial.port,
    path: trial.path,
    connections,
    next: () => (sent < events ? { key: `${name}-${++sent}`, body: bodyOf(`${name}-${sent}`) } : undefined),
    onAnswer: ({ status, ms }) => {
      if (status !== 202) throw new Error(`answered ${status}`)
      taken.push(ms)
    },
  })
  return { perSecond: Math.round((taken.length / (performance.now() - began)) * 1_000), ms: taken }
}
