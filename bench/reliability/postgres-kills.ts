import { mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processesIn, readPostmaster, signal } from '../../apps/cli/src/postgres/process.ts'
import { seededRandom } from '../measure/random.ts'
import { WENT_ON, withOwnPostgres } from './own-postgres.ts'
import { GOES_ON_MS, type Report, type TrialOptions } from './report.ts'
import { type Traffic } from './traffic.ts'

export interface PostgresKills extends TrialOptions {
  readonly rows: number
  readonly workers: number
  /** Longest time that PostgreSQL lives, in milliseconds. */
  readonly livesMs: number
}

/**
 * Kills PostgreSQL (the whole of it, or one of its processes) while runs are at work that write into it, and leaves everything else
 * to the product: it starts PostgreSQL again and its workers where they ended. Is every acknowledged run done once?
 */
export async function postgresKills({ seed, times, rows, workers, livesMs, say }: PostgresKills): Promise<Report> {
  const home = mkdtempSync(join(tmpdir(), 'sluice-postgres-kills-'))
  chmodSync(home, 0o755)
  const folder = join(home, 'postgres')
  try {
    const report = await withOwnPostgres({ folder, rows, workers }, async ({ traffic }) => ({
      went: await killAgain({ seed, times, livesMs, say }, folder, traffic),
    }))
    return { times, ...report, promised: { [WENT_ON]: GOES_ON_MS } }
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Gives the milliseconds from each kill until the first run ended after it. */
async function killAgain(
  { seed, times, livesMs, say }: Omit<PostgresKills, 'rows' | 'workers'>,
  folder: string,
  traffic: Traffic,
): Promise<number[]> {
  // prettier-ignore
  const random = seededRandom(seed)
  const went: number[] = []
  for (let kill = 1; kill <= times; kill++) {
    await delay(random() * livesMs)
    const all = processesIn(folder)
    const postmaster = readPostmaster(folder)?.pid
    // Two of three times everything; else one of its processes, upon which it ends all others and recovers.
    const victim = random() < 2 / 3 ? postmaster : all[Math.floor(random() * all.length)]
    const killed = performance.now()
    if (victim !== undefined) signal(victim, 'SIGKILL')
    await traffic.nextEnd()
    went.push(performance.now() - killed)
    if (kill % 10 === 0) say(`${kill} kills, ${traffic.tally.runs} runs`)
  }
  return went
}
