import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Flow } from '@sluice/flow'
import { edge, flowOf, node, textColumns } from '../flow-parts.ts'
import { inScratch, jobFor, runFlowIn, warmPool } from '../measure/engine.ts'
import { median } from '../measure/figures.ts'

const flow = (): Flow =>
  flowOf(
    'Ten rows',
    [
      node('people', 'source.csv', { path: 'ten.csv', encoding: 'utf-8', columns: textColumns(['name', 'age']) }),
      node('trim', 'clean.trim', { columns: ['name'] }),
      node('adults', 'clean.filter', { conditions: [{ column: 'name', operator: 'present' }] }),
      node('out', 'sink.csv', { path: 'out.csv' }),
    ],
    [edge('people', 'trim'), edge('trim', 'adults'), edge('adults', 'out')],
  )

/** A flow over ten rows in a warm process, from the call to the committed file; and the time until the first event. */
export async function tenRows(
  { runs, cache }: { readonly runs: number; readonly cache: string },
  say: (line: string) => void,
): Promise<void> {
  await mkdir(cache, { recursive: true })
  await writeFile(join(cache, 'ten.csv'), `name,age\n${Array.from({ length: 10 }, (_, i) => ` Person ${i} ,${20 + i}`).join('\n')}\n`)
  const pool = warmPool()
  const whole: number[] = []
  const first: number[] = []
  try {
    for (let run = 0; run < runs + 1; run++) {
      await inScratch(cache, async (folder) => {
        const measured = await runFlowIn(pool, jobFor(flow(), cache, folder, 1_024))
        // The first one waits for the process to start.
        if (run === 0) return
        whole.push(measured.ms)
        first.push(measured.firstEventMs)
      })
    }
  } finally {
    await pool.close()
  }
  const show = (name: string, values: readonly number[]): void => {
    say(`${name.padEnd(28)} median ${median(values).toFixed(1)} ms, slowest of ${runs} ${Math.max(...values).toFixed(1)} ms`)
  }
  show('10 rows, call to result', whole)
  show('call to first event', first)
}
