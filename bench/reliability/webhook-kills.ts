import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { seededRandom } from '../measure/random.ts'
import { sendLoad } from './http-load.ts'
import { bodyOf, type WebhookTrial } from './webhook-trial.ts'

export interface KillOutcome {
  readonly kills: number
  /** Requests that were answered with 202. */
  readonly acknowledged: number
  /** Of those, events that are not in the database. */
  readonly lost: number
  /** Events that are there more than once. */
  readonly twice: number
}

export interface Kills {
  readonly kills: number
  readonly connections: number
  readonly seed: number
  /** Longest time that a server lives, in milliseconds. */
  readonly livesMs: number
}

/** Kills the server with SIGKILL again and again while requests come in: is every event that was acknowledged kept? */
export async function killServers(trial: WebhookTrial, { kills, connections, seed, livesMs }: Kills): Promise<KillOutcome> {
  const random = seededRandom(seed)
  const acknowledged = new Set<string>()
  let sent = 0
  let over = false
  let server = await trial.startServer()
  const load = sendLoad({
    host: '127.0.0.1',
    port: trial.port,
    path: trial.path,
    connections,
    next: () => (over ? undefined : { key: `e${++sent}`, body: bodyOf(`e${sent}`) }),
    onAnswer: ({ status, key }) => {
      if (status === 202) acknowledged.add(key)
    },
  })
  for (let kill = 0; kill < kills; kill++) {
    // Under load before it dies, whenever that is.
    const before = acknowledged.size
    while (acknowledged.size < before + connections) await delay(10)
    await delay(random() * livesMs)
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
    server = await trial.startServer()
  }
  over = true
  await load
  const rows = await trial.store.database.triggerEvent.groupBy({ by: ['dedupeKey'], where: { triggerId: trial.triggerId }, _count: true })
  const kept = new Set(rows.map(({ dedupeKey }) => dedupeKey))
  const lost = [...acknowledged].filter((key) => !kept.has(key)).length
  return { kills, acknowledged: acknowledged.size, lost, twice: rows.filter(({ _count }) => _count > 1).length }
}
