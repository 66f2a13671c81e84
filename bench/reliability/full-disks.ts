import { readFileSync, symlinkSync, writeFileSync, mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { mountDisk, type MountedDisk } from '../../packages/runtime/test/mounted-disk.ts'
import { rowsOf } from '../../packages/store/test/database.ts'
import { seededRandom } from '../measure/random.ts'
import { withOwnPostgres, type Harm, type Harmed } from './own-postgres.ts'
import { type Report, type TrialOptions } from './report.ts'

export interface FullDisks extends TrialOptions {
  readonly rows: number
  readonly workers: number
  /** Longest time that the disk stays full once PostgreSQL has met it, in milliseconds. */
  readonly fullMs: number
}

/** A new cluster asks for 200 MB; its log of transactions is kept short, so that it does not fill the disk by itself. */
const DISK_MB = 400
const SETTINGS = { max_wal_size: '48MB', min_wal_size: '32MB' }
/** What is left free at most, so that now one and now another meets the end of it. */
const MOST_LEFT = 1 << 20
const EVERY_MS = 100
/** Runs write all the time: whoever has met nothing by then has room that was not meant to be there. */
const LONGEST_MS = 10_000

/**
 * Fills the disk of the PostgreSQL that holds the product's database and the one that runs write into, while they write, and makes room
 * again. PostgreSQL refuses statements then, or ends where it can't write its log. Is every acknowledged run done once, by itself?
 * Undefined where this user may not mount a disk.
 */
export async function fullDisks({ seed, times, rows, workers, fullMs, say }: FullDisks): Promise<Report | undefined> {
  using disk = mountDisk(DISK_MB)
  if (disk === undefined) return undefined
  const home = mkdtempSync(join(tmpdir(), 'sluice-full-disks-'))
  chmodSync(home, 0o755)
  const log = join(home, 'postgres.log')
  writeFileSync(log, '')
  // What PostgreSQL says goes elsewhere: it is what tells that the disk is full.
  symlinkSync(log, join(disk.folder, 'postgres.log'))
  try {
    const folder = join(disk.folder, 'postgres')
    const report = await withOwnPostgres({ folder, rows, workers, server: true, settings: SETTINGS }, (harmed) =>
      fillAgain({ seed, times, fullMs, say }, disk, log, harmed),
    )
    const restarted = report.facts?.['servers started again'] === 0 ? [] : ['the server ended']
    return { times, ...report, failures: [...report.failures, ...restarted] }
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Gives the milliseconds from each moment at which there was room again until a run had ended. */
async function fillAgain(
  { seed, times, fullMs, say }: Omit<FullDisks, 'rows' | 'workers'>,
  disk: MountedDisk,
  log: string,
  { url, traffic }: Harmed,
): Promise<Harm> {
  const random = seededRandom(seed)
  const went: number[] = []
  const told = (what: string): number => readFileSync(log, 'utf8').split(what).length - 1
  const refused = (): number => told('No space left on device')
  for (let time = 1; time <= times; time++) {
    await traffic.nextEnd()
    const before = refused()
    disk.fill(random() * MOST_LEFT)
    // Every other time its log of transactions needs another file at once.
    if (random() < 0.5) for (let i = 0; i < 4; i++) await rowsOf(url, `SELECT pg_logical_emit_message(false, 'trial', 'x'), pg_switch_wal()`).catch(() => undefined) // prettier-ignore
    const until = performance.now() + LONGEST_MS
    while (refused() === before) {
      if (performance.now() > until) disk.fill(0)
      await delay(EVERY_MS)
    }
    await delay(random() * fullMs)
    disk.clear()
    const cleared = performance.now()
    await traffic.nextEnd()
    went.push(performance.now() - cleared)
    if (time % 5 === 0) say(`full ${time} times, ${traffic.tally.runs} runs`)
  }
  return { went, facts: { 'statements refused': refused(), 'log of transactions not written': told('PANIC:') } }
}
