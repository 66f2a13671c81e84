import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { seededRandom } from '../measure/random.ts'
import { sendLoad } from './http-load.ts'
import { programOf } from './programs.ts'
import { type Report, type TrialOptions } from './report.ts'
import { bodyOf, webhookTrial } from './webhook-trial.ts'
import { compare } from './work.ts'

export interface WebhookKills extends TrialOptions {
  readonly connections: number
  /** Longest time that a server lives, in milliseconds. */
  readonly livesMs: number
}

/** Kills the server with SIGKILL again and again while requests come in: is every event that was acknowledged (202) kept, once? */
export async function webhookKills({ seed, times, connections, livesMs, say }: WebhookKills): Promise<Report> {
  await using database = await emptyDatabase()
  await using trial = await webhookTrial({ databaseUrl: database.url, server: programOf('server'), worker: programOf('worker') })
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
  for (let kill = 1; kill <= times; kill++) {
    // Under load before it dies, whenever that is.
    const before = acknowledged.size
    while (acknowledged.size < before + connections) await delay(10)
    await delay(random() * livesMs)
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
    server = await trial.startServer()
    if (kill % 10 === 0) say(`${kill} kills, ${acknowledged.size} events`)
  }
  over = true
  await load
  const rows = await trial.store.database.triggerEvent.groupBy({ by: ['dedupeKey'], where: { triggerId: trial.triggerId }, _count: true })
  const kept = rows.map(({ dedupeKey }) => dedupeKey)
  const { lost } = compare([...acknowledged], kept)
  const doubled = rows.reduce((sum, { _count }) => sum + _count - 1, 0)
  return { times, lost, doubled, facts: { 'events acknowledged': acknowledged.size }, failures: [] }
}
