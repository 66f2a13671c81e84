import { setup } from '../../scripts/testing/database.ts'
import { fullDisks } from './full-disks.ts'
import { halfOpen } from './half-open.ts'
import { postgresKills } from './postgres-kills.ts'
import { queueOfRuns } from './queue.ts'
import { reportLines, succeeded, type Report, type TrialOptions } from './report.ts'
import { stoppedWorkers } from './stopped-workers.ts'
import { twoServers } from './two-servers.ts'
import { webhookKills } from './webhook-kills.ts'
import { webhookRate } from './webhook-rate.ts'
import { webhookRuns } from './webhook-runs.ts'
import { workerKills } from './worker-kills.ts'

/** A long trial, and how often it does what it does unless it is told otherwise. */
interface Trial {
  readonly times: number
  /** Undefined where this user may not do what it takes. */
  readonly run: (options: TrialOptions) => Promise<Report | undefined>
}

const TRIALS: Readonly<Record<string, Trial>> = {
  'worker-kills': { times: 300, run: (options) => workerKills({ ...options, lanes: 2, rows: 2_000 }) },
  'postgres-kills': { times: 30, run: (options) => postgresKills({ ...options, rows: 2_000, workers: 2, livesMs: 3_000 }) },
  'full-disks': { times: 30, run: (options) => fullDisks({ ...options, rows: 2_000, workers: 2, fullMs: 15_000 }) },
  'half-open': { times: 100, run: (options) => halfOpen({ ...options, rows: 2_000 }) },
  'stopped-workers': { times: 100, run: (options) => stoppedWorkers({ ...options, lanes: 2, rows: 2_000 }) },
  'two-servers': { times: 500, run: (options) => twoServers({ ...options, kills: 20, livesMs: 8_000, periods: [10, 20, 30, 60] }) },
  queue: { times: 1_000, run: (options) => queueOfRuns({ ...options, workers: 2, waiting: [0, 1_000] }) },
  'webhook-kills': { times: 100, run: (options) => webhookKills({ ...options, connections: 64, livesMs: 1_500 }) },
  'webhook-rate': {
    times: 60_000,
    run: (options) => webhookRate({ ...options, connections: 64, target: { perSecond: 2_000, p99Ms: 100 } }),
  },
  'webhook-runs': { times: 1_000, run: (options) => webhookRuns({ ...options, target: { perSecond: 50 } }) },
}

export const trialNames: readonly string[] = Object.keys(TRIALS)

export interface Asked {
  readonly name: string | undefined
  readonly seed: number
  readonly times: number | undefined
}

/** Runs one trial, or all of them one after the other. False when something was lost, doubled or not as promised, or no trial has this name. */
export async function runTrials({ name, seed, times }: Asked, say: (line: string) => void): Promise<boolean> {
  const chosen = Object.entries(TRIALS).filter(([known]) => name === undefined || known === name)
  const teardown = await setup()
  let good = chosen.length > 0
  try {
    for (const [known, trial] of chosen) {
      const report = await trial.run({ seed, times: times ?? trial.times, say: (line) => say(`  ${known}: ${line}`) })
      if (report === undefined) {
        say(`${known}: not possible here, this user lacks the right (to mount a disk)`)
        good = false
        continue
      }
      for (const line of reportLines(known, seed, report)) say(line)
      good &&= succeeded(report)
    }
    return good
  } finally {
    await teardown?.()
  }
}
