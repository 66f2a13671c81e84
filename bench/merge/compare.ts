import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Flow } from '@sluice/flow'
import { edge, flowOf, node, textColumns } from '../flow-parts.ts'
import { inScratch, jobFor, runFlowIn, warmPool } from '../measure/engine.ts'
import { figures, median, seconds } from '../measure/figures.ts'
import type { Measured } from '../measure/sql.ts'
import { writeFileOnce } from '../measure/write-file.ts'
import { bareReading } from './baseline.ts'
import { mergeJson, mergeXml } from './generate.ts'

/** JSON and XML merged by key into one JSON Lines file; the later source wins, conflicts are written too. */
export const mergeFlow = (json: string, xml: string): Flow =>
  flowOf(
    'JSON and XML',
    [
      node('crm', 'source.json', { path: json, columns: textColumns(['id', 'name', 'age', 'account', 'address.city', 'address.street']) }),
      node('people', 'source.xml', {
        path: xml,
        recordPath: 'people/person',
        columns: textColumns(['@id', 'name', 'age', 'team', 'email']),
      }),
      node('merge', 'combine.merge', { columns: ['id'], rule: 'last-source' }),
      node('merged', 'sink.json', { path: 'merged.jsonl', layout: 'lines' }),
    ],
    [edge('crm', 'merge.in', 0), edge('people', 'merge.in', 1), edge('merge', 'merged')],
  )

export interface MergeOptions {
  readonly records: number
  readonly runs: number
  readonly memoryMb: number
  readonly cache: string
}

/** The merge through a flow against the bare reading of the same two files, in turns. */
export async function compareMerge({ records, runs, memoryMb, cache }: MergeOptions, say: (line: string) => void): Promise<void> {
  await mkdir(cache, { recursive: true })
  const [json, xml] = [`merge-${records}.json`, `merge-${records}.xml`]
  await writeFileOnce(join(cache, json), () => mergeJson(records))
  await writeFileOnce(join(cache, xml), () => mergeXml(records))
  say(`JSON and XML, ${records.toLocaleString('en-US')} records each`)
  const pool = warmPool()
  const flow: Measured[] = []
  const bare: number[] = []
  try {
    for (let run = 0; run < runs; run++) {
      bare.push(await bareReading(join(cache, xml), join(cache, json)))
      await inScratch(cache, async (folder) => {
        flow.push(await runFlowIn(pool, jobFor(mergeFlow(json, xml), cache, folder, memoryMb)))
      })
    }
  } finally {
    await pool.close()
  }
  say(figures('flow', flow))
  say(`bare reading             median ${seconds(median(bare))}  [${bare.map((ms) => (ms / 1_000).toFixed(2)).join(' ')}]`)
  say(`flow / bare ${(median(flow.map((r) => r.ms)) / median(bare)).toFixed(2)}`)
}
