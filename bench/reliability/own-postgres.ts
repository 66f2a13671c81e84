import { join } from 'node:path'
import { superviseChild, type Child } from '../../apps/cli/src/start/child.ts'
import { openDatabase } from '../../apps/cli/src/start/database.ts'
import { rowsOf } from '../../packages/store/test/database.ts'
import { programOf } from './programs.ts'
import { type Report } from './report.ts'
import { openSite, type Site } from './site.ts'
import { Traffic } from './traffic.ts'
import { makeTables, stagingLeft } from './work.ts'

export interface OwnPostgres {
  /** Folder of the cluster: where nothing is yet. */
  readonly folder: string
  /** Rows of each run. */
  readonly rows: number
  readonly workers: number
  /** Whether a server is among what the start command keeps alive. */
  readonly server?: boolean
  /** Settings of PostgreSQL beside its usual ones. */
  readonly settings?: Readonly<Record<string, string>>
}

/** What harm is done to, while runs are at work. */
export interface Harmed {
  readonly url: string
  readonly traffic: Traffic
}

/** What the times from each harm on are called. */
export const WENT_ON = 'runs went on'

/** How long each harm kept runs from going on, in milliseconds, and what else there is to tell. */
export interface Harm extends Pick<Report, 'facts'> {
  readonly went: readonly number[]
}

/**
 * An embedded PostgreSQL that holds both the product's database and the one that runs write into, with everything kept alive as the
 * start command does it, under traffic while harm is done. Is every acknowledged run done once?
 */
export async function withOwnPostgres(
  { folder, rows, workers, server = false, settings = {} }: OwnPostgres,
  harm: (harmed: Harmed) => Promise<Harm>,
): Promise<Omit<Report, 'times'>> {
  let revived = 0
  const keyFile = join(folder, '../master.key')
  const database = await openDatabase({ folder, keyFile }, () => revived++)
  try {
    for (const [name, value] of Object.entries(settings)) await rowsOf(database.url, `ALTER SYSTEM SET ${name} = '${value}'`)
    await rowsOf(database.url, 'SELECT pg_reload_conf()')
    await rowsOf(database.url, 'CREATE DATABASE target')
    const targetUrl = new URL(database.url)
    targetUrl.pathname = '/target'
    await using site = await openSite({ databaseUrl: database.url, targetUrl: targetUrl.href, key: keyFile })
    await makeTables(site)
    const restarts = { worker: 0, server: 0 }
    const names = [...Array.from({ length: workers }, (_, i) => `worker-${i}`), ...(server ? ['server'] : [])]
    const children: Child[] = []
    try {
      // One after the other: each may take its whole time to start, also on a machine that is busy.
      for (const name of names) children.push(await supervise(site, name, () => restarts[name === 'server' ? 'server' : 'worker']++))
      const traffic = new Traffic(site, rows, workers)
      const { went, facts } = await harm({ url: database.url, traffic })
      await traffic.end()
      const { tally, losses } = traffic
      return {
        lost: tally.lost,
        doubled: tally.doubled,
        took: { [WENT_ON]: went },
        facts: {
          runs: tally.runs,
          rows: tally.runs * rows,
          ...facts,
          'postgresql started again': revived,
          'workers started again': restarts.worker,
          ...(server ? { 'servers started again': restarts.server } : {}),
          'runs taken from living workers': losses,
        },
        failures: [...tally.failures, ...(await stagingLeft(site))],
      }
    } finally {
      await Promise.all(children.map((child) => child.stop({ patienceMs: 0, hurry: new AbortController().signal })))
    }
  } finally {
    await database.stop()
  }
}

/** A program as the start command keeps it. */
const supervise = (site: Site, name: string, onRestart: () => void): Promise<Child> => {
  const program = name === 'server' ? 'server' : 'worker'
  const env = { ...site.environment, SLUICE_WORKER_NAME: name, SLUICE_PORT: '0', SLUICE_DESIGN_ENGINES: '0' }
  return superviseChild({ name, ...programOf(program), env, logFile: join(site.data, `${name}.log`) }, onRestart)
}
