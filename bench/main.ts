import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareMerge } from './merge/compare.ts'
import { tenRows } from './small/ten-rows.ts'
import { runTrials, trialNames } from './reliability/trials.ts'
import { compareW1 } from './w1/compare.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    pairs: { type: 'string' },
    memory: { type: 'string', default: '2048' },
    seed: { type: 'string', default: '1' },
    times: { type: 'string' },
    cache: { type: 'string', default: join(tmpdir(), 'sluice-bench') },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const count = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text.replaceAll('_', '')))

switch (positionals[0]) {
  case 'w1':
    await compareW1({ rows: count(values.rows, 5_000_000), pairs: count(values.pairs, 5), memoryMb: count(values.memory, 2_048), cache: values.cache }, say) // prettier-ignore
    break
  case 'merge':
    await compareMerge({ records: count(values.rows, 500_000), runs: count(values.pairs, 5), memoryMb: count(values.memory, 2_048), cache: values.cache }, say) // prettier-ignore
    break
  case 'small':
    await tenRows({ runs: count(values.pairs, 30), cache: values.cache }, say)
    break
  case 'reliability':
    if (!(await runTrials({ name: positionals[1], seed: Number(values.seed), times: values.times === undefined ? undefined : Number(values.times) }, say))) process.exitCode = 1 // prettier-ignore
    break
  default:
    say('npm run bench -- w1 | merge | small [--rows N] [--pairs N] [--memory MB] [--cache FOLDER]')
    say(`npm run bench -- reliability [${trialNames.join(' | ')}] [--seed N] [--times N]`)
    process.exitCode = 2
}
