import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { inScratch, jobFor, runFlowIn, warmPool } from '../measure/engine.ts'
import { figures, ratio } from '../measure/figures.ts'
import { runSql, type Measured } from '../measure/sql.ts'
import { writeFileOnce } from '../measure/write-file.ts'
import { w1Flow } from './flow.ts'
import { w1Csv } from './generate.ts'

export interface W1Options {
  readonly rows: number
  readonly pairs: number
  readonly memoryMb: number
  /** Where the input is kept between benchmarks. */
  readonly cache: string
}

const script = (name: string): string => readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** W1 through a flow against hand-written SQL, in turns on the same file. Says whether both wrote the same bytes. */
export async function compareW1({ rows, pairs, memoryMb, cache }: W1Options, say: (line: string) => void): Promise<void> {
  await mkdir(cache, { recursive: true })
  const name = `w1-${rows}.csv`
  const input = join(cache, name)
  say(`W1, ${rows.toLocaleString('en-US')} rows`)
  await writeFileOnce(input, () => w1Csv(rows))
  say(`input ${((await stat(input)).size / 1e6).toFixed(0)} MB`)
  const pool = warmPool()
  const flow: Measured[] = []
  const sql: Measured[] = []
  const copy: Measured[] = []
  const digests = new Map<string, Set<string>>([['flow', new Set()], ['sql', new Set()]]) // prettier-ignore
  try {
    for (let pair = 0; pair < pairs; pair++) {
      await inScratch(cache, async (folder) => {
        const hand = { input, result: join(folder, 'hand.csv'), rejects: join(folder, 'hand-rejects.csv') }
        sql.push(await runSql(script('hand-written'), hand, { temp_directory: join(folder, 'spill') }))
        digests.get('sql')?.add(await sha256(hand.result))
        const run = await runFlowIn(pool, jobFor(w1Flow(name), cache, folder, memoryMb))
        flow.push(run)
        digests.get('flow')?.add(await sha256(join(folder, 'result.csv')))
        copy.push(await runSql(script('copy'), { input, result: join(folder, 'copy.csv') }, {}))
        if (pair === 0) say(JSON.stringify(run.result.nodes))
      })
    }
  } finally {
    await pool.close()
  }
  say(figures('flow', flow))
  say(figures('hand-written SQL', sql))
  say(figures('plain copy', copy))
  say(`flow / SQL ${ratio(flow, sql)}   SQL / copy ${ratio(sql, copy)}`)
  const [ofFlow = [], ofSql = []] = [...digests.values()].map((set) => [...set])
  say(`different results of the flow: ${ofFlow.length}; same bytes as hand-written SQL: ${ofFlow.join() === ofSql.join() ? 'yes' : 'no'}`)
}
