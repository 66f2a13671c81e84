import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setup } from '../../scripts/testing/database.ts'
import { emptyDatabase } from '../../packages/store/test/database.ts'
import { measureRate } from './webhook-rate.ts'
import { measureRuns, smallFlow } from './webhook-runs.ts'
import { fromSources, type Program } from './programs.ts'
import { webhookTrial } from './webhook-trial.ts'

/**
 * `tsx bench/reliability/webhooks.ts rate|runs [--events N] [--connections N]`: events taken in a second, small triggered runs a
 * second. Measures the built programs where they are built.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string' },
    connections: { type: 'string', default: '64' },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const built = (name: 'server' | 'worker'): Program => {
  const file = join(import.meta.dirname, `../../dist/${name}.js`)
  return existsSync(file) ? { file, execArgv: ['--enable-source-maps'] } : fromSources(name)
}
const programs = { server: built('server'), worker: built('worker') }
const connections = Number(values.connections)
/** Small runs at once, one more than cores: while one waits for the disk or the database, another computes. */
const AT_ONCE = availableParallelism() + 1
const number = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text))
const shown = (outcome: object): string =>
  Object.entries(outcome).map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : String(value)}`).join(', ') // prettier-ignore

const teardown = await setup()
try {
  await using database = await emptyDatabase()
  switch (positionals[0]) {
    case 'rate': {
      await using trial = await webhookTrial({ databaseUrl: database.url, ...programs })
      await trial.startServer()
      await measureRate(trial, { events: 2_000, connections })
      for (let round = 0; round < 3; round++) say(shown(await measureRate(trial, { events: number(values.events, 20_000), connections })))
      break
    }
    case 'runs': {
      const config = { batchSize: 1, batchesAtOnce: AT_ONCE }
      await using trial = await webhookTrial({ databaseUrl: database.url, flow: smallFlow(), config, ...programs })
      await trial.startWorker({ SLUICE_WARM_RUNS: String(AT_ONCE) })
      await measureRuns(trial, 50, 20)
      say(`one event at a time: ${shown(await measureRuns(trial, number(values.events, 200), 100))}`)
      say(`as many as there are: ${shown(await measureRuns(trial, number(values.events, 1_000), 0))}`)
      break
    }
    default:
      say('tsx bench/reliability/webhooks.ts rate | runs [--events N] [--connections N]')
      process.exitCode = 2
  }
} finally {
  await teardown?.()
}
